"""Sending again what failed: by an admin, knowingly, as a new row."""

from __future__ import annotations

import pytest
from django.test import Client

from conversations.actions.marking import mark_message
from conversations.actions.sending import send_message
from conversations.models import Conversation, Message, MessageState
from handoff.accounts.models import Company, Role, User
from handoff.errors import Forbidden, NotFound
from handoff.outbox.actions import CannotReplay, replay
from handoff.outbox.models import Delivery, DeliveryState
from tests.cast import make_user


@pytest.fixture
def failed(john: Conversation, alice: User) -> Delivery:
    """A message of Alice's that Facebook refused."""
    message = send_message(alice.as_actor(door="rest"), conversation_id=john.pk, text="Hello")
    mark_message(message.pk, state=MessageState.FAILED, reason="Not available")
    Delivery.objects.update(state=DeliveryState.FAILED, last_error="Not available")
    return Delivery.objects.get()


def test_leaves_again_as_a_new_row_and_the_message_says_so(failed: Delivery, amira: User) -> None:
    again = replay(amira.as_actor(door="admin"), delivery_id=failed.pk)

    assert (again.state, again.lane, again.payload) == (
        DeliveryState.DUE, failed.lane, failed.payload,
    )  # fmt: skip
    failed.refresh_from_db()
    assert failed.state == DeliveryState.CANCELLED
    assert failed.last_error == "Sent again by amira@demo.test. Not available"
    message = Message.objects.get()
    assert (message.state, message.state_reason) == (MessageState.PENDING, "")


def test_only_once_and_only_what_failed(failed: Delivery, amira: User) -> None:
    actor = amira.as_actor(door="admin")
    again = replay(actor, delivery_id=failed.pk)
    for pk in (failed.pk, again.pk):
        with pytest.raises(CannotReplay):
            replay(actor, delivery_id=pk)
    assert Delivery.objects.count() == 2


def test_is_for_admins_of_the_company(failed: Delivery, alice: User, globex: Company) -> None:
    gina = make_user(globex, "Gina Globex", Role.ADMIN)
    with pytest.raises(NotFound):
        replay(gina.as_actor(door="admin"), delivery_id=failed.pk)
    with pytest.raises(Forbidden):
        replay(alice.as_actor(door="admin"), delivery_id=failed.pk)


def test_the_admin_has_it_as_an_action(failed: Delivery, amira: User, client: Client) -> None:
    client.force_login(amira)
    chosen = {"action": "send_again", "_selected_action": [failed.pk]}
    first = client.post("/admin/outbox/delivery/", chosen, follow=True)
    assert "1 delivery leaves again." in first.content.decode()
    second = client.post("/admin/outbox/delivery/", chosen, follow=True)
    assert "Only what failed or is uncertain can be sent again" in second.content.decode()
    assert Delivery.objects.count() == 2
