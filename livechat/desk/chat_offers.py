"""What the person at the desk can do with a website chat now, and if not, why."""

from __future__ import annotations

from conversations.models import Owner
from handoff.actor import Actor
from livechat.desk.offers import Offer, may_resume, since_when
from livechat.desk.standing import Standing
from livechat.models import ChatSession, Status

NO_COMPANY = "Only agents and admins of a company can accept chats."


def offer_of_chat(session: ChatSession, actor: Actor, standing: Standing | None) -> Offer:
    """One query at most: whether there is a bot."""
    conversation = session.conversation
    mine = conversation.is_held_by(actor)
    is_open = session.status != Status.CLOSED
    is_agents = conversation.owner == Owner.AGENT
    may_give = is_open and is_agents and (mine or actor.is_admin)
    why_not = why_not_write(session, actor, standing)
    accepts = session.status == Status.PENDING
    return Offer(
        take="Accept" if accepts else "",
        can_take=not why_not_accept(session, standing),
        release="Back to the queue" if may_give else "",
        resume=may_resume(conversation, may_give=may_give),
        send="" if why_not else "Send",
        why_not=why_not,
        window=None,
        transfer=transfer_label(session, actor),
        end=is_open and (mine or actor.is_admin),
    )


def transfer_label(session: ChatSession, actor: Actor) -> str:
    """Its agent may pass it on, and admins, who may also give it to somebody first."""
    if session.status == Status.CLOSED:
        return ""
    if session.conversation.owner != Owner.AGENT:
        return "Assign" if actor.is_admin else ""
    return "Transfer" if actor.is_admin or session.conversation.is_held_by(actor) else ""


def why_not_write(session: ChatSession, actor: Actor, standing: Standing | None) -> str:
    conversation = session.conversation
    if session.status == Status.CLOSED:
        return "This chat has ended."
    if session.status == Status.PENDING:
        return why_not_accept(session, standing) or "Accept this chat to answer."
    if conversation.is_held_by(actor):
        return ""
    if conversation.owner == Owner.BOT:
        return "The bot answers. The chat comes to the queue when a person is asked for."
    return f"{conversation.agent_name} has this chat since {since_when(conversation)}."


def why_not_accept(session: ChatSession, standing: Standing | None) -> str:
    if standing is None:
        return NO_COMPANY
    return standing.why_not_accept(session.required_skills)
