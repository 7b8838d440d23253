"""What was said before: the same message sent twice, or told twice, is stored once."""

from __future__ import annotations

from django.db.models import Q

from conversations.errors import ClientIdTaken
from conversations.models import Author, Conversation, Message
from customers.models import Page


class Repeated(Exception):
    """This was said before: the same `client_id` or the same provider's id."""


def said_already(
    conversation: Conversation, *, client_id: str, page: Page | None, provider_id: str
) -> bool:
    """Whether a message bears this id of the client's or of the provider's."""
    same_client = Q(conversation=conversation, client_id=client_id)
    same_provider = Q(page=page, provider_id=provider_id)
    messages = Message.objects.filter(
        (same_client if client_id else Q(pk=None)) | (same_provider if provider_id else Q(pk=None))
    )
    return messages.exists()


def said_before(
    conversation: Conversation, client_id: str, *, by_customer: bool = False
) -> Message | None:
    """What this side said here under this client_id, if anything, whoever it was (contract README,
    "Resuming and repeating"). Raises ClientIdTaken where the other side has used it: clients that
    count 1, 2, 3 meet, and who is answered with another's words would lose the own ones."""
    if not client_id:
        return None
    said = Message.objects.filter(conversation=conversation, client_id=client_id).first()
    if said is None:
        return None
    if (said.author == Author.CUSTOMER) is not by_customer:
        raise ClientIdTaken
    said.conversation = conversation
    return said
