"""What becomes of a file that is being copied; everybody is told."""

from __future__ import annotations

from typing import Any

from conversations.actions.telling import tell_message_changed
from conversations.files.storing import Kept
from conversations.models import Attachment, AttachmentState, Conversation, Message
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
    """A stored copy stays stored, whatever a late try says."""
    attachment = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment_id).first()
    if attachment is None or attachment.message_id is None or attachment.is_stored:
        return False
    if (attachment.state, attachment.reason) == (state, reason):
        return False
    values = {"state": state, "reason": reason, **more}
    for name, value in values.items():
        setattr(attachment, name, value)
    attachment.save(update_fields=list(values))
    message = Message.objects.get(pk=attachment.message_id)
    message.conversation = Conversation.objects.with_people().get(pk=message.conversation_id)
    tell_message_changed(message)
    return True
