"""One line of a conversation, on any channel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conversations.models.conversation import Conversation
from conversations.quick_replies import LONGEST_PAYLOAD


class Author(models.TextChoices):
    CUSTOMER = "customer", "Customer"
    BOT = "bot", "Bot"
    AGENT = "agent", "Agent"
    SYSTEM = "system", "System"
    NOTE = "note", "Note"


class MessageState(models.TextChoices):
    """How far a message has come. `received`: it came from outside and needs no delivery."""

    RECEIVED = "received", "Received"
    PENDING = "pending", "Sending"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    READ = "read", "Read"
    UNCERTAIN = "uncertain", "May have been sent"
    FAILED = "failed", "Not sent"
    CANCELLED = "cancelled", "Cancelled"


class MessageQuerySet(models.QuerySet["Message"]):
    def showing(self, include: Iterable[str] = ()) -> MessageQuerySet:
        """What customers and contract clients see; `notes` and `system` lines only if asked for."""
        internal = {"notes": Author.NOTE, "system": Author.SYSTEM}
        hidden = [author for name, author in internal.items() if name not in include]
        return self.exclude(author__in=hidden) if hidden else self.all()


class Message(models.Model):
    """What somebody said.

    `agent` is null for a reply that was typed in Facebook's own inbox: a person, but none of ours.
    `agent_name` and `agent_email` are as they were when it was said. `client_id` is made by the
    client: sent twice, stored once. `provider_id` is Messenger's `mid`, unique per page.
    `state_reason` says in words why a message failed. `attachment_count` tells without a query
    whether there are files; who showed a file without a word has not `has_words`: then `text` is
    what stands for it, such as "[Image]".

    `payload` is what the button said that the customer pressed. `quick_replies` are the buttons
    under a message of ours, `[{"title", "payload"}, …]`. `reaction` is the customer's emoji on the
    message; `reacted_at`, when it was last put there or taken away, tells late news of it.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="messages"
    )
    seq = models.PositiveBigIntegerField()
    author = models.CharField(max_length=20, choices=Author)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agent_name = models.CharField(max_length=250, blank=True)
    agent_email = models.CharField(max_length=254, blank=True)
    text = models.TextField(max_length=10_000)
    has_words = models.BooleanField(default=True)
    attachment_count = models.PositiveSmallIntegerField(default=0)
    client_id = models.CharField(max_length=100, blank=True)
    page = models.ForeignKey(
        "customers.Page", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provider_id = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=20, choices=MessageState, default=MessageState.RECEIVED)
    state_reason = models.CharField(max_length=300, blank=True)
    payload = models.CharField(max_length=LONGEST_PAYLOAD, blank=True)
    quick_replies = models.JSONField(default=list, blank=True)
    reaction = models.CharField(max_length=32, blank=True)
    reacted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["conversation", "seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "seq"], name="message_seq_unique_in_conversation"
            ),
            # Each side counts for itself: the clients of both may count 1, 2, 3.
            models.UniqueConstraint(
                fields=["conversation", "client_id"],
                condition=Q(author=Author.CUSTOMER) & ~Q(client_id=""),
                name="message_client_id_unique_of_customer",
            ),
            models.UniqueConstraint(
                fields=["conversation", "client_id"],
                condition=~Q(author=Author.CUSTOMER) & ~Q(client_id=""),
                name="message_client_id_unique_of_our_side",
            ),
            models.UniqueConstraint(
                fields=["page", "provider_id"],
                condition=~Q(provider_id=""),
                name="message_provider_id_unique_on_page",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "created_at"], name="message_company_created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq} {self.author}"

    @property
    def is_bot(self) -> bool:
        return self.author == Author.BOT

    @property
    def is_human(self) -> bool:
        """Said by a person on our side. Customers are not `is_human` (contract document 3)."""
        return self.author == Author.AGENT

    @property
    def is_internal(self) -> bool:
        """Notes and system lines, which no customer ever sees."""
        return self.author in (Author.NOTE, Author.SYSTEM)
