"""A hotel's shift changes: rooms go to who accepts, and guests read who is there now."""

from __future__ import annotations

import pytest

from conversations.actions.rooms import open_room
from conversations.models import Author, Conversation, HandoffRecord
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news.models import Event
from tests.asking import client_of
from tests.cast import fresh, make_guest, open_stay
from tests.handovers.conftest import accept, fates, offer
from tests.livechat.conftest import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def greta(hotel: Company) -> ParticipantSession:
    return make_guest(hotel, name="Greta Guest")


@pytest.fixture
def stay(greta: ParticipantSession, alice: User) -> Conversation:
    """Greta's conversation, which Alice has opened."""
    begun = open_stay(greta)
    open_room(actor_of(alice), conversation_id=begun.pk)
    return begun


def test_the_guest_reads_who_is_there_now(
    alice: User, bob: User, greta: ParticipantSession, stay: Conversation
) -> None:
    accept(bob, offer(alice, notes={stay.pk: "Complained about the noise"}))
    assert (fresh(stay).agent, fresh(stay).agent_name) == (bob, "Bob Brown")
    told = Event.objects.filter(type="staff_assigned").order_by("seq").last()
    assert told
    assert told.topics == [f"room:{greta.guest and greta.guest.room_id}"]
    assert told.payload["staff_name"] == "Bob Brown"
    assert told.payload["conversation_id"] == stay.pk
    record = HandoffRecord.objects.get(conversation=stay, deed="transferred")
    assert (record.from_agent, record.to_agent, record.reason) == (alice, bob, "shift handover")


def test_the_note_never_comes_to_the_guest(
    alice: User, bob: User, greta: ParticipantSession, stay: Conversation
) -> None:
    accept(bob, offer(alice, notes={stay.pk: "CANARY"}))
    assert stay.messages.get().author == Author.NOTE
    path = f"/chat/hotel-abc/conversations/{stay.pk}/messages/"
    for who in (greta, bob):
        answer = client_of(who).get(path)
        assert answer.status_code == 200
        assert "CANARY" not in answer.content.decode()
    for event in Event.objects.exclude(topics=[f"team:{alice.company_id}"]):
        assert "CANARY" not in str(event.payload)
    listed = client_of(bob).get("/chat/hotel-abc/conversations/").content.decode()
    assert "CANARY" not in listed


def test_a_room_that_a_colleague_has_opened_since_is_the_colleagues(
    alice: User, amira: User, bob: User, stay: Conversation
) -> None:
    made = offer(alice)
    open_room(actor_of(amira), conversation_id=stay.pk)
    assert fates(accept(bob, made)) == {stay.pk: ("not_held", "Amira Aziz has it")}
    assert fresh(stay).agent == amira


def test_names_the_room(alice: User, stay: Conversation) -> None:
    listed = client_of(alice).get("/api/handovers/conversations").json()["conversations"]
    assert listed == [
        {"conversation_id": stay.pk, "channel": "room", "name": "Greta Guest", "room_number": 101}
    ]


def test_a_note_is_nothing_unread(
    alice: User, bob: User, greta: ParticipantSession, stay: Conversation
) -> None:
    accept(bob, offer(alice, notes={stay.pk: "Quiet"}))
    assert fresh(stay).unread_count == 0
