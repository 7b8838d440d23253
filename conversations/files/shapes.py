"""What a file looks like beside its message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from conversations.files.addresses import address_of
from conversations.models.attachment import Attachment
from conversations.models.message import Message

WORDS = {"image": "Image", "audio": "Audio", "video": "Video", "file": "File"}


def attachment_data(attachment: Attachment) -> dict[str, Any]:
    """`id`, `kind`, `name`, `media_type`, `size` in bytes, `state`; `url` once it is stored, and
    `reason` where it is lost."""
    data = {
        "id": str(attachment.pk),
        "kind": str(attachment.kind),
        "name": attachment.name,
        "url": address_of(attachment),
        "media_type": attachment.media_type,
        "size": attachment.size_bytes,
        "state": str(attachment.state),
        "reason": attachment.reason,
    }
    return {name: value for name, value in data.items() if value != "" or name == "media_type"}


def fetch_files(messages: Iterable[Message]) -> None:
    """The files of all these messages in one query, or none where no message has any."""
    with_files = [message for message in messages if message.attachment_count]
    prefetch_related_objects(with_files, "attachments")


def attachments_data(message: Message) -> list[dict[str, Any]]:
    """All files of a message. Lists fetch them before; without any there is no query."""
    if not message.attachment_count:
        return []
    return [attachment_data(attachment) for attachment in message.attachments.all()]


def words_for(kinds: Iterable[str]) -> str:
    """What stands for files that come without words: "[Image]", "[3 images]", "[Image] [File]"."""
    listed = list(kinds)
    if len(listed) > 1 and len(set(listed)) == 1:
        return f"[{len(listed)} {PLURALS[listed[0]]}]"
    return " ".join(f"[{WORDS[kind]}]" for kind in listed)


PLURALS = {
    "image": "images", "audio": "audio recordings", "video": "videos", "file": "files",
}  # fmt: skip
