"""Fetch and authorise in one call."""

from collections.abc import Mapping
from typing import Any

from conversations.errors import AgentNotAvailable
from conversations.models import Conversation, ConversationQuerySet
from customers.errors import CustomerNotFound
from customers.permissions import get_page_for
from handoff.accounts.models import Role, User
from handoff.accounts.permissions import TeamOnly
from handoff.actor import Actor
from handoff.errors import NotFound


def get_conversation_for(actor: Actor, conversation_id: int, *, hold: bool = False) -> Conversation:
    """A conversation of the actor's company, for what its team may do.

    With `hold` nobody else changes it until the transaction ends: for those who write. Raises
    `NotFound`, also for strangers; `TeamOnly` for the participant whose own it is.
    """
    found = get_visible_conversation_for(actor, conversation_id, hold=hold)
    if not actor.is_team:
        raise TeamOnly
    return found


def get_own_conversation_for(
    actor: Actor, conversation_id: int, *, hold: bool = False
) -> Conversation:
    """The participant's own conversation. Raises `NotFound`, also for the team."""
    return _first(Conversation.objects.of_participant(actor), conversation_id, hold=hold)


def get_visible_conversation_for(
    actor: Actor, conversation_id: int, *, hold: bool = False
) -> Conversation:
    """What the actor may read: the team the company's, a participant the own.

    Raises `NotFound`, also for strangers.
    """
    return _first(Conversation.objects.visible_to(actor), conversation_id, hold=hold)


def get_stay_for(actor: Actor, conversation_id: int) -> Conversation:
    """A room's conversation that the actor may read: the hotel's staff, and its guest.

    Raises `NotFound`, also for strangers and for other channels.
    """
    return _first(Conversation.objects.visible_to(actor).rooms(), conversation_id)


def _first(
    visible: ConversationQuerySet, conversation_id: int, *, hold: bool = False
) -> Conversation:
    found = visible.filter(pk=conversation_id)
    conversation = found.hold() if hold else found.with_people().first()
    if conversation is None:
        raise NotFound("Conversation not found")
    return conversation


def get_customer_conversation_for(actor: Actor, *, page_id: str, customer_id: str) -> Conversation:
    """The conversation with a Messenger customer, named as the contract names one.

    Raises `PageNotFound` or `CustomerNotFound`.
    """
    found = _with_customer(actor, page_id, customer_id).with_people().first()
    if found is None:
        raise _missing(actor, page_id)
    return found


def get_customer_conversation_id_for(actor: Actor, *, page_id: str, customer_id: str) -> int:
    """The same for those who go on to hold it. Raises `PageNotFound` or `CustomerNotFound`."""
    found = _with_customer(actor, page_id, customer_id).values_list("pk", flat=True).first()
    if found is None:
        raise _missing(actor, page_id)
    return found


def _with_customer(actor: Actor, page_id: str, customer_id: str) -> ConversationQuerySet:
    if "\0" in page_id + customer_id:  # which PostgreSQL would refuse to look for
        return Conversation.objects.none()
    return Conversation.objects.visible_to(actor).filter(
        customer__page__page_id=page_id, customer__customer_id=customer_id
    )


def _missing(actor: Actor, page_id: str) -> NotFound:
    """The page is checked first (contract README). Raises `PageNotFound`."""
    get_page_for(actor, page_id)
    return CustomerNotFound()


def look_for_customer(actor: Actor, named: Mapping[str, Any]) -> None:
    """Judge the page, then the customer, as far as they are named (contract README, "Requests and
    replies": the page is checked first). Raises `PageNotFound` or `CustomerNotFound`."""
    if "page_id" not in named:
        return
    page_id = str(named["page_id"]).strip()
    if "customer_id" in named:
        customer_id = str(named["customer_id"]).strip()
        get_customer_conversation_id_for(actor, page_id=page_id, customer_id=customer_id)
    else:
        get_page_for(actor, page_id)


def get_colleague(conversation: Conversation, user_id: int) -> User:
    """Who is to be given the conversation: an active agent or admin of its company.

    Raises `NotFound`, also for another company's people and for customers; `AgentNotAvailable` for
    a colleague who is not active.
    """
    colleagues = User.objects.filter(company_id=conversation.company_id).exclude(role=Role.CUSTOMER)
    agent = colleagues.filter(pk=user_id).first()
    if agent is None:
        raise NotFound("Agent not found")
    if not agent.is_active:
        raise AgentNotAvailable
    return agent
