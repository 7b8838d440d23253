"""What a guest cannot do, tried with a guest's own token while the others listen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conversations.models import Conversation, HandoffRecord
from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.news.models import Event
from tests.cast import fresh, make_guest, open_stay
from tests.pusher.client import PusherJs
from tests.pusher.conftest import node, open_js, port, server
from tests.pusher.people import token_of
from tests.rooms.conftest import Call

__all__ = ["node", "open_js", "port", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
STAFF, TEAM = "private-hotel-abc-staff", "presence-hotel-abc-staff"
ROOM, NEXT_DOOR = "hotel-abc-room-101-chat", "hotel-abc-room-102-chat"
FORGED = {"staff_name": "Mallory", "staff_role": "Manager", "conversation_id": 1}


def of(conversation: Conversation) -> str:
    return f"private-hotel-abc-conversation-{conversation.pk}"


@pytest.fixture
def otto(stay: Conversation) -> ParticipantSession:
    """The guest next door, who is up to something."""
    return make_guest(stay.company, "102", "Otto Other")


def test_a_guest_cannot_assign_read_another_room_subscribe_there_or_forge_a_server_event(
    ask: Call, open_js: Callable[..., PusherJs], stay: Conversation, greta: ParticipantSession,
    otto: ParticipantSession, alice: User,
) -> None:  # fmt: skip
    ottos = open_stay(otto)
    ask(greta, "post", f"conversations/{stay.pk}/messages/send/", message="The safe is 1234")
    mallory, guest, desk = (
        open_js(token_of(otto)),
        open_js(token_of(greta)),
        open_js(token_of(alice)),
    )
    for client, channels in (
        (mallory, [ROOM, NEXT_DOOR, of(ottos)]),
        (guest, [ROOM, of(stay)]),
        (desk, [ROOM, NEXT_DOOR, of(stay), of(ottos), STAFF]),
    ):
        for channel in channels:
            client.subscribe(channel)
    records = HandoffRecord.objects.count()
    told = Event.objects.count()

    # Assign: neither the own conversation nor another's.
    for conversation, status in ((ottos, 403), (stay, 404)):
        path = f"conversations/{conversation.pk}"
        assert ask(otto, "post", f"{path}/assign-staff/").status_code == status
        assert ask(otto, "post", f"{path}/mark-read/").status_code == status
    # Read another room, or write there.
    assert ask(otto, "get", f"conversations/{stay.pk}/messages/").status_code == 404
    said = ask(otto, "post", f"conversations/{stay.pk}/messages/send/", message="It is Greta")
    assert said.status_code == 404
    assert ask(otto, "get", "conversations/").status_code == 403
    # Subscribe to what is another room's, or the staff's.
    for channel in (of(stay), STAFF, TEAM):
        assert mallory.refused(channel)["status"] == 403
    # Forge: a server's event, by its name or a client's, wherever it might be heard.
    for channel in (ROOM, NEXT_DOOR, of(stay), of(ottos), STAFF):
        for event in ("staff-assigned", "new-message", "pusher_internal:member_added"):
            mallory.do("raw", event=event, channel=channel, data=FORGED)
    for channel in (ROOM, NEXT_DOOR, of(stay), STAFF):
        mallory.do("raw", event="client-staff-assigned", channel=channel, data=FORGED)
        assert mallory.next("error")["fault"]["code"] == 4301

    for client in (guest, desk, mallory):
        client.silence()
    assert [fresh(one).agent for one in (stay, ottos)] == [None, None]
    assert (HandoffRecord.objects.count(), Event.objects.count()) == (records, told)
