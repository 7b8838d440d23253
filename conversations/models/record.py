"""The history of who answered: one record per change, chained per conversation."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from conversations.models.vocabulary import Owner
from handoff.actor import Actor

if TYPE_CHECKING:
    from conversations.models.conversation import Conversation
    from handoff.accounts.models import User


class Deed(models.TextChoices):
    """What changed the owner (docs/ownership.md)."""

    OPENED = "opened", "Opened"
    REQUESTED = "requested", "A person was asked for"
    ANSWERED_OUTSIDE = "answered_outside", "Answered in Facebook's inbox"
    TAKEN = "taken", "Taken over"
    TRANSFERRED = "transferred", "Transferred"
    RELEASED = "released", "Released"
    RETURNED = "returned", "Handed back to the bot"
    AGENT_LEFT = "agent_left", "Agent left"
    CLOSED = "closed", "Closed"


class HandoffRecord(models.Model):
    """Who did what to a conversation's owner, when, why and through which door.

    Ids only, no message text. `hash` covers the fields and the `previous_hash`, so that a changed
    or missing record breaks the chain of its conversation.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, related_name="records"
    )
    epoch = models.PositiveBigIntegerField()
    deed = models.CharField(max_length=30, choices=Deed)
    from_owner = models.CharField(max_length=20, blank=True)
    to_owner = models.CharField(max_length=20)
    from_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_kind = models.CharField(max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    door = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["conversation", "epoch"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "epoch"], name="record_one_per_conversation_and_epoch"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["company", "at"], name="record_company_at")]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.epoch} {self.deed}"

    @classmethod
    def of_change(
        cls, conversation: Conversation, *, to_owner: Owner, to_agent: User | None,
        deed: Deed, by: Actor, reason: str, at: datetime,
    ) -> HandoffRecord:  # fmt: skip
        """The record of a change that is about to happen, not saved yet.

        The first record of a conversation, `opened`, comes from no owner at all.
        """
        record = cls(
            company_id=conversation.company_id,
            conversation=conversation,
            epoch=conversation.epoch + 1,
            deed=deed,
            from_owner="" if deed == Deed.OPENED else conversation.owner,
            to_owner=to_owner,
            from_agent_id=None if deed == Deed.OPENED else conversation.agent_id,
            to_agent=to_agent,
            actor_kind=by.kind,
            actor_id=by.user_id,
            door=by.door,
            reason=reason[:200],
            at=at,
            previous_hash=conversation.record_hash,
        )
        record.hash = record.expected_hash()
        return record

    def expected_hash(self) -> str:
        """What `hash` must be if nobody changed this record. Hex SHA-256."""
        parts = [
            self.company_id, self.conversation_id, self.epoch, str(self.deed), str(self.from_owner),
            str(self.to_owner), self.from_agent_id, self.to_agent_id, str(self.actor_kind),
            self.actor_id, self.door, self.reason, self.at.isoformat(), self.previous_hash,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def is_unchanged(self) -> bool:
        """Whether the fields are still those that were hashed when it was written."""
        return self.hash == self.expected_hash()
