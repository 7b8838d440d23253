"""What was said before: the same message sent twice, or told twice, is stored once."""

from __future__ import annotations

from django.db.models import Q

from conversations.models import Author, Conversation, Message
from customers.models import Page


class Repeated(Exception):
    """The provider has told this before: it is stored under its id."""


def told_before(page: Page | None, provider_id: str) -> bool:
    """Whether a message of this page bears this id of the provider's."""
    return Message.objects.filter(page=page, provider_id=provider_id).exists()


def said_before(
    conversation: Conversation, client_id: str, *, by_customer: bool = False
) -> Message | None:
    """What this side said here under this client_id, if anything, whoever it was (contract README,
    "Resuming and repeating"). The other side's are not looked at: clients that count 1, 2, 3 meet,
    and who was answered with another's words would lose the own ones.

    The conversation is held: of two who send the same at once, the second sees it here."""
    if not client_id:
        return None
    side = Q(author=Author.CUSTOMER) if by_customer else ~Q(author=Author.CUSTOMER)
    found = Message.objects.filter(side, conversation=conversation, client_id=client_id)
    if not found.exists():  # nearly always, and a quarter of what reading a message costs
        return None
    said = found.get()
    said.conversation = conversation
    return said
