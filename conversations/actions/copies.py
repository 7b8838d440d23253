"""What becomes of a file that is being copied; everybody is told."""

from __future__ import annotations

from typing import Any

from conversations.actions.telling import tell_message_changed
from conversations.files.storing import Kept
from conversations.models import Attachment, AttachmentState, Message
from handoff.news.emitting import action


@action
def mark_stored(attachment_id: int, kept: Kept) -> bool:
    """The copy is here. False if there is nothing to note."""
    return mark(
        attachment_id,
        state=AttachmentState.STORED,
        reason="",
        name=kept.name,
        media_type=kept.media_type,
        size_bytes=kept.size_bytes,
        kind=kept.kind,
    )


@action
def mark_lost(attachment_id: int, reason: str) -> bool:
    """There will be no copy, and why. False if there is nothing to note."""
    return mark(attachment_id, state=AttachmentState.LOST, reason=reason[:300] or "No reason given")


@action
def mark_copying(attachment_id: int) -> bool:
    """It is tried (once more). False if there is nothing to note."""
    return mark(attachment_id, state=AttachmentState.COPYING, reason="")


def mark(attachment_id: int, *, state: AttachmentState, reason: str, **more: Any) -> bool:
    """A stored copy stays stored, whatever a late try says.

    Behind the lock of the message, like all that is told of it: or of two files that are stored at
    one moment, each would be told with the other still missing.
    """
    messages = Message.objects.select_for_update(of=("self",))
    message = messages.filter(attachments=attachment_id).first()
    if message is None:
        return False
    attachment = Attachment.objects.get(pk=attachment_id)
    if attachment.is_stored or (attachment.state, attachment.reason) == (state, reason):
        return False
    values = {"state": state, "reason": reason, **more}
    for name, value in values.items():
        setattr(attachment, name, value)
    attachment.save(update_fields=list(values))
    tell_message_changed(message)
    return True
