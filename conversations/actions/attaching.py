"""Files: taking them in, setting them beside messages, and what becomes of copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from conversations.files.addresses import key_of_address
from conversations.files.errors import (
    MOST_BYTES,
    FileEmpty,
    FileNotFound,
    FileTooLarge,
    TooManyFiles,
)
from conversations.files.incoming import Incoming
from conversations.files.storing import Kept, copied, keep_upload
from conversations.models import Attachment, AttachmentKind, AttachmentState, Message
from handoff.actor import Actor
from handoff.errors import Forbidden
from handoff.files.keys import new_key
from handoff.outbox.actions import schedule

COPY = "messenger.copy"
MOST_WAITING = 200
WAITING_FOR = timedelta(hours=1)


def upload_file(
    actor: Actor, *, file: UploadedFile[bytes], company_id: int | None = None
) -> Attachment:
    """Take in a file that the actor will send. `company_id`: for superusers, who have no company.

    Raises FileEmpty, FileTooLarge, FileTypeRefused, PictureUnsafe, TooManyFiles, Forbidden; then
    nothing is kept. No transaction: writing a large file must not hold one open.
    """
    company = actor.company_id or (company_id if actor.is_superuser else None)
    if company is None or (actor.user_id is None and not actor.participant):
        raise Forbidden("Only people of a company can upload files")
    if not file.size:
        raise FileEmpty
    if file.size > MOST_BYTES:
        raise FileTooLarge
    refuse_too_many(actor)
    key = new_key()
    kept = keep_upload(cast(BinaryIO, file.file), key=key, name=file.name or "")
    return stored(kept, key=key, company_id=company, by=actor)


def refuse_too_many(actor: Actor) -> None:
    """Who uploads and never sends fills the disk: 200 an hour may wait. Raises `TooManyFiles`."""
    since = timezone.now() - WAITING_FOR
    waiting = Attachment.objects.unsaid().uploaded_by(actor).filter(created_at__gt=since)
    moments = list(waiting.order_by("created_at").values_list("created_at", flat=True))
    if len(moments) >= MOST_WAITING:
        raise TooManyFiles((moments[-MOST_WAITING] - since).total_seconds())


def stored(kept: Kept, *, key: str, company_id: int, by: Actor) -> Attachment:
    return Attachment.objects.create(
        company_id=company_id,
        uploader_id=by.user_id,
        visitor_id=by.participant_id("visitor"),
        guest_id=by.participant_id("guest"),
        key=key,
        name=kept.name,
        media_type=kept.media_type,
        size_bytes=kept.size_bytes,
        kind=kept.kind,
        state=AttachmentState.STORED,
    )


def get_upload_for(actor: Actor, address: str, *, company_id: int) -> Attachment:
    """The upload that a message names as `attachment_url`: the actor's own, for this company, and
    not sent before. Raises `FileNotFound` for anything else (contract README, document 4)."""
    key = key_of_address(address)
    found = Attachment.objects.sendable_by(actor, company_id).filter(key=key or None).first()
    if found is None:
        raise FileNotFound
    return found


def upload_again(actor: Actor, message: Message) -> Attachment | None:
    """The file of a message that did not arrive, as a new upload of the actor; None for a message
    without a file. Raises `FileNotFound` if it is not there any more."""
    shown = message.attachments.first() if message.attachment_count else None
    if shown is None or actor.user_id is None:
        return None
    key = new_key()
    try:
        copied(shown, key=key)
    except FileNotFoundError as fault:
        raise FileNotFound from fault
    kept = Kept(
        name=shown.name,
        media_type=shown.media_type,
        size_bytes=shown.size_bytes,
        kind=AttachmentKind(shown.kind),
    )
    return stored(kept, key=key, company_id=shown.company_id, by=actor)


def attach_upload(message: Message, upload: Attachment) -> None:
    """Say it with this message; in the running transaction. Of two messages that name the same
    upload one gets it. Raises `FileNotFound` for the other."""
    said = Attachment.objects.unsaid().filter(pk=upload.pk).update(message=message)
    if not said:
        raise FileNotFound


def expect_files(message: Message, files: Sequence[Incoming]) -> None:
    """Note which files belong to the message, and have each copied; in the running transaction.

    Each stands in a lane of its own: no file waits for another, and no message for a file.
    """
    for position, file in enumerate(files):
        attachment = Attachment.objects.create(
            company_id=message.company_id,
            message=message,
            position=position,
            name=file.name,
            kind=file.kind,
            state=AttachmentState.COPYING,
        )
        schedule(
            COPY,
            company_id=message.company_id,
            lane=f"copy:{attachment.pk}",
            conversation_id=message.conversation_id,
            payload={"attachment_id": attachment.pk, "url": file.url},
        )
