"""A file that somebody shows: uploaded by us, or copied from where a customer sent it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conversations.models.message import Message
from customers.models import Guest, Visitor
from handoff.actor import Actor
from handoff.files.keys import new_key
from handoff.tenancy import TeamQuerySet


class AttachmentKind(models.TextChoices):
    """How it is shown."""

    IMAGE = "image", "Image"
    AUDIO = "audio", "Audio"
    VIDEO = "video", "Video"
    FILE = "file", "File"


class AttachmentState(models.TextChoices):
    COPYING = "copying", "Being copied"
    STORED = "stored", "Stored"
    LOST = "lost", "Lost"


class AttachmentQuerySet(TeamQuerySet["Attachment"]):
    def unsaid(self) -> AttachmentQuerySet:
        """Uploads that no message shows."""
        return self.filter(message=None)

    def sendable_by(self, actor: Actor, company_id: int) -> AttachmentQuerySet:
        """What the actor has uploaded for this company and not sent yet."""
        stored = self.unsaid().filter(state=AttachmentState.STORED)
        return stored.uploaded_by(actor).filter(company=company_id)

    def uploaded_by(self, actor: Actor) -> AttachmentQuerySet:
        """The uploads of a participant, or else of a user; of nobody for others."""
        visitor_id = actor.participant_id("visitor")
        if visitor_id is not None:
            return self.filter(visitor=visitor_id)
        guest_id = actor.participant_id("guest")
        if guest_id is not None:
            return self.filter(guest=guest_id)
        if actor.user_id is None:
            return self.none()
        return self.filter(uploader=actor.user_id, visitor=None)


class Attachment(models.Model):
    """A file, beside its message or waiting for one.

    `key` names it in addresses and in the storage and cannot be guessed. `name` is what people
    read; `media_type` was decided by the content. `uploader` is the user, `visitor` or `guest` the
    participant who uploaded it; all are null for what customers sent on Messenger and we copied.
    `position` orders the files of one message. `reason` says in words why it is lost.
    """

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    visitor = models.ForeignKey(
        Visitor, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    guest = models.ForeignKey(
        Guest, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=32, default=new_key, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    state = models.CharField(max_length=10, choices=AttachmentState)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["message_id", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="attachment_key_unique"),
            models.UniqueConstraint(
                fields=["message", "position"],
                condition=Q(message__isnull=False),
                name="attachment_position_unique_in_message",
            ),
            models.CheckConstraint(
                condition=Q(state="lost") & ~Q(reason="") | ~Q(state="lost") & Q(reason=""),
                name="attachment_reason_exactly_if_lost",
            ),
            models.CheckConstraint(
                condition=Q(state="stored") | Q(message__isnull=False),
                name="attachment_waits_for_its_message_only_if_stored",
            ),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(size_bytes__gt=0) & ~Q(media_type=""),
                name="attachment_stored_has_size_and_type",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], condition=Q(message__isnull=True), name="attachment_unsaid"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stored(self) -> bool:
        return self.state == AttachmentState.STORED
