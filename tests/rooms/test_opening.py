"""Opening a conversation: who opens it answers there, and the guest is told."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.models import Bot, Channel, Conversation, HandoffRecord, Owner
from customers.models import ParticipantSession, RoomSettings
from handoff.accounts.models import Role, User
from handoff.news.models import Event
from tests.cast import fresh, make_guest, make_user, make_visitor, news_types, open_chat, open_stay
from tests.rooms.conftest import Call


def opening(stay: Conversation) -> str:
    return f"conversations/{stay.pk}/assign-staff/"


def told() -> list[dict[str, Any]]:
    """What the guest was told about who is there."""
    return [event.payload for event in Event.objects.filter(type="staff_assigned").order_by("seq")]


def test_who_opens_answers_and_the_guest_is_told(
    ask: Call, stay: Conversation, bob: User, greta: ParticipantSession
) -> None:
    ask(bob, "post", opening(stay))

    opened = fresh(stay)
    assert (opened.owner, opened.agent, opened.agent_name) == (Owner.AGENT, bob, "Bob Brown")
    (news,) = told()
    assert {name: news[name] for name in ("staff_name", "staff_role", "conversation_id")} == {
        "staff_name": "Bob Brown", "staff_role": "Receptionist", "conversation_id": stay.pk,
    }  # fmt: skip
    assert greta.guest is not None
    assert Event.objects.get(type="staff_assigned").topics == [f"room:{greta.guest.room_id}"]


def test_opened_again_the_guest_is_told_again_and_nothing_else_happens(
    ask: Call, stay: Conversation, bob: User
) -> None:
    replies = [ask(bob, "post", opening(stay)).json() for _ in range(3)]

    assert replies[0] == replies[1] == replies[2]
    assert len(told()) == 3
    assert news_types().count("agent_changed") == 1
    assert HandoffRecord.objects.filter(conversation=stay, deed="taken").count() == 1
    assert fresh(stay).epoch == 2


def test_the_last_one_who_opens_has_it_and_the_others_hear_that(
    ask: Call, stay: Conversation, alice: User, bob: User
) -> None:
    ask(alice, "post", opening(stay))
    reply = ask(bob, "post", opening(stay))

    assert reply.json()["assigned_staff"]["name"] == "Bob Brown"
    assert [news["staff_name"] for news in told()] == ["Alice Adams", "Bob Brown"]
    last = Event.objects.filter(type="agent_changed").order_by("seq").last()
    assert last is not None
    assert last.topics == [f"team:{stay.company_id}"]
    assert last.payload["previous_agent_id"] == str(alice.pk)
    handler = last.payload["subject"]["room"]["current_staff_handler"]
    assert (handler["id"], handler["name"], handler["role"]) == (
        bob.pk,
        "Bob Brown",
        "Receptionist",
    )
    records = HandoffRecord.objects.filter(conversation=stay, deed="taken").order_by("epoch")
    assert [(record.from_agent, record.to_agent) for record in records] == [
        (None, alice), (alice, bob),
    ]  # fmt: skip


def test_it_counts_the_devices_that_are_in(
    ask: Call, stay: Conversation, bob: User, greta: ParticipantSession
) -> None:
    make_guest(stay.company)
    make_guest(stay.company, "102")
    assert ask(bob, "post", opening(stay)).json()["sessions_updated"] == 2
    ParticipantSession.objects.update(expires_at=greta.created_at)
    assert ask(bob, "post", opening(stay)).json()["sessions_updated"] == 0


def test_who_has_no_name_and_no_title_is_hotel_staff(ask: Call, stay: Conversation) -> None:
    nameless = User.objects.create_user("secret.name@demo.test", company=stay.company)

    reply = ask(nameless, "post", opening(stay)).json()
    said = ask(nameless, "post", f"conversations/{stay.pk}/messages/send/", message="Hi").json()

    staff = {"name": "Hotel Staff", "role": "Staff", "profile_image": None}
    assert reply["assigned_staff"] == said["staff_info"] == staff
    assert {news["staff_name"] for news in told()} == {"Hotel Staff"}
    assert {news["staff_role"] for news in told()} == {"Staff"}
    shown = [event.payload for event in Event.objects.exclude(type="agent_changed")]
    for payload in shown:
        payload.get("message", {}).pop("agent_email", "")  # which is the dashboard's
    assert "secret.name" not in str(shown)


def test_a_name_that_was_mended_is_shown_at_the_next_opening(
    ask: Call, stay: Conversation, bob: User
) -> None:
    ask(bob, "post", opening(stay))
    User.objects.filter(pk=bob.pk).update(last_name="Baker")
    assert ask(bob, "post", opening(stay)).json()["assigned_staff"]["name"] == "Bob Baker"
    assert HandoffRecord.objects.filter(conversation=stay, deed="taken").count() == 1


def test_a_bot_in_front_is_silenced(
    ask: Call, bot: Bot, bob: User, greta: ParticipantSession
) -> None:
    RoomSettings.objects.create(company=greta.company, bot=bot)
    stay = open_stay(greta)
    assert stay.owner == Owner.BOT

    assert ask(bob, "post", opening(stay)).status_code == 200
    assert fresh(stay).owner == Owner.AGENT


def test_whoever_is_given_a_room_in_another_way_is_shown_too(
    stay: Conversation, alice: User, bob: User
) -> None:
    take_conversation(alice.as_actor(door="desk"), conversation_id=stay.pk)
    transfer_conversation(alice.as_actor(door="desk"), conversation_id=stay.pk, to_user_id=bob.pk)
    assert [news["staff_name"] for news in told()] == ["Alice Adams", "Bob Brown"]


@pytest.mark.parametrize("channel", [Channel.MESSENGER, Channel.CHAT])
def test_what_is_no_room_is_not_found(
    ask: Call, john: Conversation, bob: User, channel: Channel
) -> None:
    other = john if channel == Channel.MESSENGER else open_chat(make_visitor(bob.company, "Nora"))  # type: ignore[arg-type]
    for what in ("assign-staff", "messages/send", "mark-read", "mark-unread"):
        reply = ask(bob, "post", f"conversations/{other.pk}/{what}/", message="Hello")
        assert (reply.status_code, reply.json()) == (404, {"error": "Conversation not found"})
    assert ask(bob, "get", f"conversations/{other.pk}/messages/").status_code == 404
    assert fresh(other).agent is None


def test_an_agent_who_leaves_gives_his_rooms_back(
    ask: Call, stay: Conversation, bob: User, amira: User
) -> None:
    from handoff.accounts.actions import deactivate_user

    ask(bob, "post", opening(stay))
    deactivate_user(amira.as_actor(door="test"), user_id=bob.pk)
    assert fresh(stay).owner == Owner.NOBODY


def test_admins_open_rooms_like_everybody(ask: Call, stay: Conversation) -> None:
    sarah = make_user(stay.company, "Sarah Supervisor", Role.ADMIN)
    assert ask(sarah, "post", opening(stay)).json()["assigned_staff"]["name"] == "Sarah Supervisor"
