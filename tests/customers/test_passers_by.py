"""Visitors who never wrote are forgotten, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.signals import pre_delete
from django.utils import timezone

from conversations.models import Channel, Conversation, Owner
from customers import chores
from customers.chores import forget_passers_by
from customers.models import ParticipantSession, Visitor
from handoff.accounts.models import Company, User
from tests.cast import make_visitor


def test_who_never_wrote_is_forgotten_after_a_month(
    hotel: Company, chat: Conversation, vera: User
) -> None:
    make_visitor(hotel, "Passer By")
    Visitor.objects.create(company=hotel, external_id="u-17", name="Known")
    Visitor.objects.of_user(vera)
    Visitor.objects.update(last_seen=timezone.now() - timedelta(days=31))
    make_visitor(hotel, "Late Comer")

    assert forget_passers_by() == 1

    assert {visitor.shown_name for visitor in Visitor.objects.all()} == {
        "Nora Novak", "Known", "Vera Vidal", "Late Comer",
    }  # fmt: skip
    assert forget_passers_by() == 0


@pytest.mark.django_db(transaction=True)
def test_one_who_begins_to_write_just_now_stays_and_keeps_nobody_else(
    hotel: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "FORGOTTEN_TOGETHER", 1)
    for name in ("First", "Writes", "Last"):
        make_visitor(hotel, name)
    Visitor.objects.update(last_seen=timezone.now() - timedelta(days=31))

    def write(instance: Visitor, **_: Any) -> None:
        if instance.name == "Writes":
            Conversation.objects.create(
                company=hotel, channel=Channel.CHAT, visitor=instance, owner=Owner.NOBODY
            )

    pre_delete.connect(write, sender=Visitor)
    try:
        assert forget_passers_by() == 2
    finally:
        pre_delete.disconnect(write, sender=Visitor)
    assert [visitor.name for visitor in Visitor.objects.all()] == ["Writes"]
    assert forget_passers_by() == 1


def test_sessions_go_a_month_after_their_end(chat: Conversation) -> None:
    ParticipantSession.objects.update(expires_at=timezone.now() - timedelta(days=29))
    forget_passers_by()
    assert ParticipantSession.objects.count() == 1
    ParticipantSession.objects.update(expires_at=timezone.now() - timedelta(days=31))
    forget_passers_by()
    assert not ParticipantSession.objects.exists()
    assert Conversation.objects.count() == 1
