"""How far each side of a room's conversation has read: any of the staff reads for all of it."""

from __future__ import annotations

from conversations.actions.ownership import now_seconds
from conversations.events import MessagesRead
from conversations.models import Author, Channel, Conversation, Message
from conversations.permissions import get_conversation_for, get_own_conversation_for
from conversations.serializers import subject_data
from handoff.actor import Actor
from handoff.news.emitting import action, emit

SAID_BY = {"staff": (Author.CUSTOMER,), "guest": (Author.AGENT, Author.BOT)}
"""Whose messages each side reads."""


@action
def mark_read(actor: Actor, *, conversation_id: int) -> Conversation:
    """The staff has read all that was said until now. Read already: nothing is told.

    Raises NotFound, and `TeamOnly` for its guest.
    """
    conversation = get_conversation_for(actor, conversation_id)
    read_by_staff(conversation)
    return conversation


@action
def mark_unread(actor: Actor, *, conversation_id: int) -> Conversation:
    """The guest's last message is unread again, for all of the staff; the guest is not told.

    Nothing happens where it is unread already, or where the guest has said nothing. Raises
    NotFound, and `TeamOnly` for its guest.
    """
    conversation = get_conversation_for(actor, conversation_id)
    last = _last(conversation, Author.CUSTOMER)
    if last is None or conversation.channel != Channel.ROOM:
        return conversation
    same = Conversation.objects.filter(pk=conversation.pk, staff_read_seq__gte=last.seq)
    if same.update(staff_read_seq=last.seq - 1):
        conversation.staff_read_seq = last.seq - 1
        before = _last(conversation, Author.CUSTOMER, up_to=last.seq - 1)
        _tell(conversation, "staff", up_to=before, to=conversation.team_topics)
    return conversation


def read_by_staff(conversation: Conversation) -> None:
    """All that had been said when this row was read; in a running action."""
    _read(conversation, "staff", up_to=conversation.last_seq)


@action
def note_guest_read(actor: Actor, *, conversation_id: int, up_to: int) -> None:
    """The guest has seen the messages up to this number. Raises NotFound."""
    _read(get_own_conversation_for(actor, conversation_id), "guest", up_to=up_to)


def _read(conversation: Conversation, reader: str, *, up_to: int) -> None:
    """Move one side's mark forward, never back, and tell both sides if that read a message."""
    if conversation.channel != Channel.ROOM:
        return
    mark = f"{reader}_read_seq"
    before = getattr(conversation, mark)
    behind = Conversation.objects.filter(pk=conversation.pk, **{f"{mark}__lt": up_to})
    if before >= up_to or not behind.update(**{mark: up_to}):
        return
    setattr(conversation, mark, up_to)
    last = _last(conversation, *SAID_BY[reader], up_to=up_to)
    if last is not None and last.seq > before:
        _tell(conversation, reader, up_to=last, to=conversation.shared_topics)


def _last(conversation: Conversation, *authors: Author, up_to: int | None = None) -> Message | None:
    """The last message of these authors."""
    said = Message.objects.filter(conversation=conversation, author__in=authors)
    if up_to is not None:
        said = said.filter(seq__lte=up_to)
    return said.order_by("-seq").first()


def _tell(conversation: Conversation, reader: str, *, up_to: Message | None, to: list[str]) -> None:
    subject = subject_data(conversation)
    emit(
        MessagesRead(
            subject=subject,
            reader=reader,
            up_to=up_to.pk if up_to else 0,
            unread_count=conversation.unread_count,
            timestamp=now_seconds(),
        ),
        company_id=conversation.company_id,
        conversation_id=conversation.pk,
        to=to,
    )
