"""Hotel rooms: a guest begins to write, and the staff opens what was written.

Who answers is decided where it is for every channel (`taking.take_conversation`), under the policy
`open`: the last one who opens or answers has it (contract README, "Document 5").
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.actions.hearing import write_as_participant
from conversations.actions.opening import open_conversation
from conversations.actions.reading import read_by_staff
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.models import Bot, Channel, Conversation, Message, Policy
from conversations.permissions import get_stay_for
from customers.models import ParticipantSession, RoomSettings
from customers.room_entry import Arrival, check_pin, welcome_guest
from handoff.actor import Actor
from handoff.news.emitting import action


@dataclass(frozen=True, slots=True)
class Entered:
    """A device in a room, and the conversation of the stay."""

    session: ParticipantSession
    conversation: Conversation


def enter_room(given: Arrival, *, door: str) -> Entered:
    """Let a device in that has the room's PIN, or a token of a session there.

    It finds the conversation of the stay, or begins it: with the bot that the hotel put in front,
    else with nobody. Raises `RoomNotFound`, `WrongPin`, `TooManyWrongPins`, `InvalidToken`.
    """
    check_pin(given)
    return _enter(given, door=door)


@action
def _enter(given: Arrival, *, door: str) -> Entered:
    session = welcome_guest(given)
    found = Conversation.objects.with_people().filter(guest=session.guest_id).first()
    if found is not None:
        return Entered(session, found)
    new = Conversation(
        company_id=session.company_id,
        channel=Channel.ROOM,
        policy=Policy.OPEN,
        guest=session.guest,
    )
    begun, _ = open_conversation(new, by=session.as_actor(door=door))
    return Entered(session, begun)


@action
def open_room(actor: Actor, *, conversation_id: int) -> Conversation:
    """One of the staff opens it: he answers there from now on, the guest is told who he is, and
    what was said is read, for all of the staff.

    Opened again by the same, the guest is told again and nothing else happens. Raises NotFound,
    `TeamOnly` for its guest, ConversationClosed after check-out.
    """
    get_stay_for(actor, conversation_id)
    taken = take_conversation(actor, conversation_id=conversation_id, agent_name="", from_bot=True)
    read_by_staff(taken.conversation)
    return taken.conversation


def say_in_room(
    actor: Actor, *, conversation_id: int, text: str = "", client_id: str = "",
    attachment_url: str = "",
) -> Message:  # fmt: skip
    """Say something: words, an upload of the actor's own, or both; as the guest, or as one of the
    staff, who answers there from then on.

    The same `client_id` again answers the first message and does nothing else. Raises NotFound,
    ConversationClosed, FileNotFound.
    """
    get_stay_for(actor, conversation_id)
    if actor.is_team:
        return send_message(
            actor, conversation_id=conversation_id, text=text, client_id=client_id,
            attachment_url=attachment_url, from_bot=True,
        )  # fmt: skip
    return write_as_participant(
        actor, conversation_id=conversation_id, text=text, client_id=client_id,
        attachment_url=attachment_url,
    )  # fmt: skip


def bot_in_front(conversation: Conversation) -> Bot | None:
    """The active bot that the hotel has chosen for its rooms; none from the start."""
    chosen = RoomSettings.objects.select_related("bot__page")
    settings = chosen.filter(company=conversation.company_id, bot__is_active=True).first()
    return settings.bot if settings else None
