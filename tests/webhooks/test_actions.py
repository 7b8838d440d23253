"""What can be done with endpoints, by whom, whatever the door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from handoff.accounts.models import Company, Role, User
from handoff.accounts.permissions import AdminsOnly
from handoff.actor import Actor
from handoff.errors import NotFound
from handoff.news.models import Stream, StreamManager
from handoff.webhooks import actions
from handoff.webhooks.actions import (
    TooManyEndpoints,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    replay_failed,
    roll_secret,
)
from handoff.webhooks.models import WebhookEndpoint
from tests.cast import make_user
from tests.webhooks.conftest import WISHES, Listens, wishes

pytestmark = pytest.mark.django_db

DEEDS: list[Callable[[Actor, int], object]] = [
    lambda actor, pk: change_endpoint(
        actor, endpoint_id=pk, wishes=wishes(url="https://x.example")
    ),
    lambda actor, pk: delete_endpoint(actor, endpoint_id=pk),
    lambda actor, pk: roll_secret(actor, endpoint_id=pk),
    lambda actor, pk: replay_failed(actor, endpoint_id=pk, since=timezone.now()),
]


@pytest.mark.parametrize("deed", DEEDS)
def test_refuses_strangers_and_agents(
    listens: Listens, globex: Company, alice: User, deed: Callable[[Actor, int], object]
) -> None:
    endpoint = listens()
    before = WebhookEndpoint.objects.values().get()
    boss = make_user(globex, "Gina Gold", Role.ADMIN)
    with pytest.raises(NotFound, match="Webhook not found"):
        deed(boss.as_actor(door="admin"), endpoint.pk)
    with pytest.raises(AdminsOnly):
        deed(alice.as_actor(door="admin"), endpoint.pk)
    assert WebhookEndpoint.objects.values().get() == before


def test_who_waited_for_another_to_add_one_counts_it(
    hotel: Company, amira: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = amira.as_actor(door="admin")
    lock = StreamManager.lock

    def lock_behind_another(streams: StreamManager, company_id: int) -> Stream:
        if not WebhookEndpoint.objects.exists():
            WebhookEndpoint.objects.create(company=hotel, created_by=amira, **WISHES)
        return lock(streams, company_id)

    monkeypatch.setattr(actions, "MOST_ENDPOINTS", 1)
    monkeypatch.setattr(StreamManager, "lock", lock_behind_another)
    with pytest.raises(TooManyEndpoints):
        create_endpoint(actor, company_id=hotel.pk, wishes=wishes())


def test_nobody_listens_at_another_company(globex: Company, amira: User, alice: User) -> None:
    with pytest.raises(NotFound):
        create_endpoint(amira.as_actor(door="admin"), company_id=globex.pk, wishes=wishes())
    with pytest.raises(AdminsOnly):
        create_endpoint(
            alice.as_actor(door="admin"), company_id=alice.company_id or 0, wishes=wishes()
        )
    assert not WebhookEndpoint.objects.exists()
