"""Fetch and authorise in one call."""

from conversations.models import Conversation
from customers.errors import CustomerNotFound
from customers.permissions import get_page_for
from handoff.actor import Actor
from handoff.errors import NotFound


def get_conversation_for(actor: Actor, conversation_id: int) -> Conversation:
    """A conversation of the actor's company. Raises `NotFound`, also for strangers."""
    found = Conversation.objects.visible_to(actor).with_people().filter(pk=conversation_id).first()
    if found is None:
        raise NotFound("Conversation not found")
    return found


def get_customer_conversation_for(actor: Actor, *, page_id: str, customer_id: str) -> Conversation:
    """The conversation with a Messenger customer, named as the contract names one.

    The page is checked first. Raises `PageNotFound` or `CustomerNotFound`.
    """
    page = get_page_for(actor, page_id)
    if "\0" in customer_id:  # which PostgreSQL would refuse to look for
        raise CustomerNotFound
    found = (
        Conversation.objects.visible_to(actor)
        .with_people()
        .filter(customer__page=page, customer__customer_id=customer_id)
        .first()
    )
    if found is None:
        raise CustomerNotFound
    return found
