"""What a list of rooms shows of each conversation's messages, in the list's own query."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from conversations.models import Author, ConversationQuerySet, Message


def with_unread(found: ConversationQuerySet) -> ConversationQuerySet:
    """Each with `unread`: how many of its guest's messages the staff has not read."""
    unread = Message.objects.order_by().filter(
        conversation=OuterRef("pk"), author=Author.CUSTOMER, seq__gt=OuterRef("staff_read_seq")
    )
    counted = unread.values("conversation").annotate(number=Count("pk")).values("number")
    return found.annotate(unread=Coalesce(Subquery(counted), 0))


def with_last_message(found: ConversationQuerySet) -> ConversationQuerySet:
    """Each with `last_text` and `last_at` of the last message that both sides see, or None."""
    said = Message.objects.filter(conversation=OuterRef("pk")).showing().order_by("-seq")
    return found.annotate(
        last_text=Subquery(said.values("text")[:1]), last_at=Subquery(said.values("created_at")[:1])
    )
