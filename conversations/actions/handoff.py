"""Who answers: take, release, hand back, transfer. The table is in `docs/ownership.md`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from conversations.actions.ownership import (
    change_owner,
    judged,
    rename_agent,
    tell_person_requested,
)
from conversations.actions.telling import tell_staff_assigned
from conversations.admission import Admission, admit
from conversations.bots.front import has_bot
from conversations.errors import (
    AgentNotAvailable,
    AlreadyAssigned,
    AssignedToAnother,
    ConversationClosed,
    NoBot,
    NotAssigned,
    NotRequested,
    NotYourCustomer,
)
from conversations.models import Conversation, Deed, Owner, Policy
from conversations.models.conversation import OwnerChanged
from conversations.permissions import get_colleague, get_conversation_for
from conversations.staff import shown_name
from handoff.accounts.models import Role, User
from handoff.actor import Actor
from handoff.errors import Forbidden, HandoffError
from handoff.news.emitting import action


@dataclass(frozen=True, slots=True)
class Taken:
    """What a take did: another `agent`, only another `name`, or nothing (``""``)."""

    conversation: Conversation
    changed: Literal["agent", "name", ""]


@action
def take_conversation(
    actor: Actor, *, conversation_id: int, agent_name: str | None = None, from_bot: bool = False
) -> Taken:
    """Make the actor the one who answers.

    `agent_name` is the name that others see: empty means the user's own; None leaves a name that
    is there. `from_bot` allows stepping in where nobody asked for a person (contract README,
    "Taking and giving back"). A room's guest is told who is there, also where that is nobody new
    ("Document 5"). Raises NotFound, AlreadyAssigned, NotRequested, ConversationClosed,
    and what the channel's rule of admission raises.
    """
    taken = judged(
        lambda: get_conversation_for(actor, conversation_id),
        lambda conversation: claim(
            conversation,
            actor,
            agent_name=agent_name,
            from_bot=from_bot,
            refusal=AlreadyAssigned,
        ),
    )
    tell_staff_assigned(taken.conversation)
    return taken


def claim(
    conversation: Conversation, actor: Actor, *, agent_name: str | None, from_bot: bool,
    refusal: Callable[[Conversation], HandoffError],
) -> Taken:  # fmt: skip
    """One round of taking. Raises `refusal` where another has it, `OwnerChanged` if too late."""
    refuse_closed(conversation)
    if conversation.is_held_by(actor):
        assert conversation.agent is not None, "who holds it answers there"
        chosen = agent_name or shown_name(conversation, conversation.agent)
        name = conversation.agent_name if agent_name is None else chosen
        if name == conversation.agent_name:
            return Taken(conversation, "")
        rename_agent(conversation, name)
        return Taken(conversation, "name")
    if conversation.owner == Owner.BOT and not from_bot:
        raise NotRequested
    if conversation.owner == Owner.AGENT and conversation.policy == Policy.EXCLUSIVE:
        raise refusal(conversation)
    user = acting_user(actor)
    change_owner(
        conversation,
        Owner.AGENT,
        deed=Deed.TAKEN,
        by=actor,
        agent=user,
        agent_name=agent_name or shown_name(conversation, user),
    )
    agent = require_active(conversation)
    admit(Admission(conversation=conversation, agent=agent, by=actor, deed=Deed.TAKEN))
    return Taken(conversation, "agent")


def acting_user(actor: Actor) -> User:
    """The account of who acts. Raises `Forbidden` for those who have none."""
    if actor.user_id is None:
        raise Forbidden
    return User.objects.get(pk=actor.user_id)


def require_active(conversation: Conversation) -> User:
    """The agent who has it now, locked. Refuses one who is leaving at this moment: deactivated,
    moved, no agent any more.

    The lock makes us wait for that deed; without it both would commit, and somebody who is gone
    would have the conversation. Conversations are locked before agents, everywhere.
    """
    agent = User.objects.select_for_update(no_key=True).get(conversations=conversation)
    is_colleague = agent.role != Role.CUSTOMER and agent.company_id == conversation.company_id
    if not agent.is_active or not (is_colleague or agent.is_superuser):
        raise AgentNotAvailable
    return agent


def request_person(conversation: Conversation, *, by: Actor, reason: str, message: str) -> None:
    """A person is wanted where the bot answers: it falls silent, and the team is told.

    Nothing is said to the customer (contract document 3, "Agent Handoff Behavior"). Raises
    `OwnerChanged` if too late.
    """
    change_owner(conversation, Owner.NOBODY, deed=Deed.REQUESTED, by=by, reason=reason)
    tell_person_requested(conversation, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """To whom a conversation is given, under which shown name (empty: their own), and why.

    `forced` gives it over the channel's limit; the record says so.
    """

    to_user_id: int
    agent_name: str = ""
    reason: str = ""
    forced: bool = False

    @property
    def recorded_reason(self) -> str:
        return f"forced; {self.reason}".removesuffix("; ") if self.forced else self.reason


@action
def transfer_conversation(
    actor: Actor, *, conversation_id: int, to_user_id: int, agent_name: str = "",
    reason: str = "", forced: bool = False,
) -> Taken:  # fmt: skip
    """Give the conversation to a colleague: its agent may, and admins (also where nobody answers).

    `forced` gives it over the channel's limit; only admins may, and the record says so. Raises
    NotFound (of the colleague, too), Forbidden, NotYourCustomer, AgentNotAvailable,
    ConversationClosed, and what the channel's rule of admission raises.
    """
    if forced and not actor.is_admin:
        raise Forbidden("Only an admin can force an assignment")
    gift = Gift(to_user_id=to_user_id, agent_name=agent_name, reason=reason, forced=forced)
    given = judged(
        lambda: get_conversation_for(actor, conversation_id),
        lambda conversation: give(conversation, actor, gift),
    )
    tell_staff_assigned(given.conversation)
    return given


def give(conversation: Conversation, actor: Actor, gift: Gift) -> Taken:
    """One round of a transfer. Raises what `transfer_conversation` does, `OwnerChanged` if too
    late."""
    refuse_closed(conversation)
    if not actor.is_admin and not conversation.is_held_by(actor):
        raise NotYourCustomer("Only the assigned agent or admin can transfer")
    agent = get_colleague(conversation, gift.to_user_id)
    name = gift.agent_name or shown_name(conversation, agent)
    if conversation.agent_id == agent.pk:
        if name == conversation.agent_name:
            return Taken(conversation, "")
        rename_agent(conversation, name)
        return Taken(conversation, "name")
    change_owner(
        conversation,
        Owner.AGENT,
        deed=Deed.TRANSFERRED,
        by=actor,
        agent=agent,
        agent_name=name,
        reason=gift.recorded_reason,
    )
    admit(
        Admission(
            conversation=conversation,
            agent=require_active(conversation),
            by=actor,
            deed=Deed.TRANSFERRED,
            forced=gift.forced,
        )
    )
    return Taken(conversation, "agent")


@action
def release_conversation(
    actor: Actor, *, conversation_id: int, resume_bot: bool = False, must_be_assigned: bool = False
) -> Conversation:
    """Let go: nobody answers then, or the bot with `resume_bot`. Its agent may, and admins.

    Where no agent answers nothing happens, unless `must_be_assigned` (the WebSocket's rule).
    Raises NotFound, NotYourCustomer, NotAssigned, NoBot.
    """

    def judge(conversation: Conversation) -> Conversation:
        if conversation.owner != Owner.AGENT:
            if must_be_assigned:
                raise NotAssigned
            return conversation
        refuse_stranger(conversation, actor)
        if resume_bot:
            hand_to_bot(conversation, actor)
        else:
            change_owner(conversation, Owner.NOBODY, deed=Deed.RELEASED, by=actor)
        return conversation

    return judged(lambda: get_conversation_for(actor, conversation_id), judge)


@action
def set_stop(actor: Actor, *, conversation_id: int, stop: bool) -> Conversation:
    """Silence the bot, or let it speak again. An unchanged value changes and tells nothing.

    `stop` false takes the conversation from its agent; only that agent and admins may.
    Raises NotFound, NotYourCustomer, NoBot, ConversationClosed.
    """
    return judged(
        lambda: get_conversation_for(actor, conversation_id),
        lambda conversation: apply_stop(conversation, actor, stop=stop),
    )


@action
def toggle_stop(actor: Actor, *, conversation_id: int) -> tuple[Conversation, bool]:
    """Turn `stop` around; returns the conversation and the value before.

    Decided on one look: whoever loses a race is told so (Conflict) instead of turning it back.
    """
    conversation = get_conversation_for(actor, conversation_id)
    previous = conversation.stop
    return apply_stop(conversation, actor, stop=not previous), previous


def apply_stop(conversation: Conversation, actor: Actor, *, stop: bool) -> Conversation:
    """One round of setting `stop`. Raises `OwnerChanged` if too late."""
    if conversation.stop == stop:
        return conversation
    refuse_closed(conversation)
    if stop:
        change_owner(conversation, Owner.NOBODY, deed=Deed.REQUESTED, by=actor, reason="stop set")
        return conversation
    if conversation.owner == Owner.AGENT:
        refuse_stranger(conversation, actor)
    hand_to_bot(conversation, actor)
    return conversation


def hand_to_bot(conversation: Conversation, actor: Actor) -> None:
    """Back to the bot, which answers from the customer's next message on. Raises `NoBot`."""
    if not has_bot(conversation):
        raise NoBot
    change_owner(conversation, Owner.BOT, deed=Deed.RETURNED, by=actor)


def refuse_stranger(conversation: Conversation, actor: Actor) -> None:
    """Only the agent who has it, and admins."""
    if not actor.is_admin and not conversation.is_held_by(actor):
        raise NotYourCustomer


def require_held(conversation: Conversation, actor: Actor) -> None:
    """Only who has taken it before. Raises ConversationClosed, AssignedToAnother, NotAssigned."""
    refuse_closed(conversation)
    if conversation.is_held_by(actor):
        return
    if conversation.owner == Owner.AGENT:
        raise AssignedToAnother(conversation)
    raise NotAssigned


def refuse_closed(conversation: Conversation) -> None:
    if not conversation.is_open:
        raise ConversationClosed


@action
def release_all_of(actor: Actor, *, user_id: int, reason: str, channel: str = "") -> int:
    """Give back everything open that an agent has, on one channel or all, because the agent left.

    Returns how many.
    """
    if not actor.is_admin and actor.kind != "system":
        raise Forbidden
    held = Conversation.objects.with_people().filter(agent_id=user_id, closed_at=None)
    if channel:
        held = held.filter(channel=channel)
    released = 0
    for conversation in held.order_by("pk"):
        try:
            change_owner(conversation, Owner.NOBODY, deed=Deed.AGENT_LEFT, by=actor, reason=reason)
            released += 1
        except OwnerChanged:
            continue  # passed on meanwhile: no longer this agent's
    return released
