"""What can be done with tickets. The only writers, the only emitters."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.actions.ownership import now_seconds
from conversations.models import Conversation
from conversations.permissions import get_conversation_for
from conversations.serializers import subject_data
from handoff import topics
from handoff.accounts.permissions import UserNotFound, get_colleague_for
from handoff.actor import Actor
from handoff.errors import Conflict, HandoffError, Invalid
from handoff.news.emitting import News, action, emit
from livechat.models import Ticket, TicketCategory, TicketChange, TicketPriority, TicketStatus
from livechat.models.ticket import LONGEST_SUBJECT
from livechat.tickets.events import TicketChanged, TicketOpened
from livechat.tickets.permissions import get_ticket_for
from livechat.tickets.serializers import ticket_data
from livechat.tickets.transcript import transcript_of

NEXT: dict[str, set[str]] = {
    TicketStatus.OPEN: {TicketStatus.PENDING, TicketStatus.SOLVED, TicketStatus.CLOSED},
    TicketStatus.PENDING: {TicketStatus.OPEN, TicketStatus.SOLVED, TicketStatus.CLOSED},
    TicketStatus.SOLVED: {TicketStatus.OPEN, TicketStatus.CLOSED},
    TicketStatus.CLOSED: set(),
}


class TicketClosed(Conflict):
    code = "ticket_closed"
    sentence = "The ticket is closed; an admin may open it again"


class NoSuchStep(Conflict):
    code = "ticket_status"

    def __init__(self, before: str, after: str) -> None:
        sentence = f"A ticket that is {before} cannot become {after}"
        super().__init__(sentence, details={"status": [sentence]})


class TicketWishes(TypedDict, total=False):
    """What is to be different; what is not named stays. None takes category or assignee away."""

    subject: str
    status: str
    priority: str
    category_id: int | None
    assignee_id: int | None


@action
def convert_to_ticket(
    actor: Actor, *, conversation_id: int, subject: str = "", category_id: int | None = None,
    priority: str = TicketPriority.MEDIUM,
) -> Ticket:  # fmt: skip
    """The ticket of a conversation: a new one, or the one that it has. The conversation goes on.

    Without a subject it is named for whom we talked to. Raises NotFound, TeamOnly, and `Invalid`
    for a category that the company has not.
    """
    conversation = get_conversation_for(actor, conversation_id)
    found = _ticket_of(conversation)
    if found is not None:
        return found
    category = _category_of(conversation.company_id, category_id)
    transcript = transcript_of(conversation)
    ticket = Ticket(
        company=conversation.company,
        conversation=conversation,
        visitor=conversation.visitor,
        requester_name=conversation.contact_name,
        subject=(subject.strip() or f"Conversation with {conversation.contact_name}")[
            :LONGEST_SUBJECT
        ],
        category=category,
        priority=priority,
        created_by_id=actor.user_id,
        transcript=transcript.text,
        transcript_is_whole=transcript.is_whole,
    )
    try:
        with transaction.atomic():
            ticket.save(force_insert=True)
    except IntegrityError:  # somebody else converted it at the same moment
        found = _ticket_of(conversation)
        if found is None:
            raise
        return found
    shown = ticket_data(ticket)
    _tell(ticket, TicketOpened(subject=_about(ticket), ticket=shown, timestamp=now_seconds()))
    return ticket


@action
def change_ticket(actor: Actor, *, ticket_id: int, **wishes: Unpack[TicketWishes]) -> Ticket:
    """Work on a ticket; each change is kept with who made it. Without any, nothing is told.

    Raises TicketNotFound, TeamOnly, TicketClosed, NoSuchStep, and `Invalid` for a category or
    colleague that the company has not.
    """
    ticket = get_ticket_for(actor, ticket_id)
    changes: dict[str, list[Any]] = {
        name: [getattr(ticket, name), wish]
        for name, wish in wishes.items()
        if getattr(ticket, name) != wish
    }
    if not changes:
        return ticket
    refusal = why_no_step(actor, ticket.status, wishes.get("status", ticket.status))
    if refusal is not None:
        raise refusal
    if "category_id" in changes:
        ticket.category = _category_of(ticket.company_id, changes["category_id"][1])
    if "assignee_id" in changes:
        ticket.assignee = _colleague_of(actor, ticket, changes["assignee_id"][1])
    for name in changes.keys() & {"subject", "status", "priority"}:
        setattr(ticket, name, changes[name][1])
    ticket.updated_at = timezone.now()
    ticket.save()
    TicketChange.objects.create(
        company_id=ticket.company_id, ticket=ticket, by_id=actor.user_id, by_name=actor.name,
        door=actor.door, changes=changes,
    )  # fmt: skip
    about, shown = _about(ticket), ticket_data(ticket)
    _tell(
        ticket, TicketChanged(subject=about, ticket=shown, changes=changes, timestamp=now_seconds())
    )
    return ticket


def why_no_step(actor: Actor, before: str, after: str) -> HandoffError | None:
    """Why a ticket in the state `before` is not changed into `after`, or not at all: a closed one
    stays as it is, until an admin opens it."""
    if before == TicketStatus.CLOSED:
        return None if actor.is_admin and after == TicketStatus.OPEN else TicketClosed()
    return None if after == before or after in NEXT[before] else NoSuchStep(before, after)


def _ticket_of(conversation: Conversation) -> Ticket | None:
    return Ticket.objects.with_people().filter(conversation=conversation).first()


def _category_of(company_id: int, category_id: int | None) -> TicketCategory | None:
    """One of the company's. Raises `Invalid`."""
    if category_id is None:
        return None
    found = TicketCategory.objects.filter(company=company_id, pk=category_id).first()
    if found is None:
        raise Invalid("Category not found", details={"category_id": ["Category not found"]})
    return found


def _colleague_of(actor: Actor, ticket: Ticket, user_id: int | None) -> Any:
    """An active agent or admin of the ticket's company. Raises `Invalid`."""
    if user_id is None:
        return None
    refusal = Invalid("User not found", details={"assignee_id": ["User not found"]})
    try:
        colleague = get_colleague_for(actor, user_id)
    except UserNotFound as fault:
        raise refusal from fault
    if colleague.company_id != ticket.company_id:
        raise refusal
    return colleague


def _about(ticket: Ticket) -> dict[str, Any]:
    """Whom news of it is about."""
    assert ticket.conversation_id is not None, "tickets are made of conversations"
    conversation = Conversation.objects.with_people().get(pk=ticket.conversation_id)
    return subject_data(conversation)


def _tell(ticket: Ticket, news: News) -> None:
    emit(
        news,
        company_id=ticket.company_id,
        conversation_id=ticket.conversation_id,
        to=[topics.team(ticket.company_id)],
    )
