"""Adding a message: the one place where messages are inserted and `MessageAdded` goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.actions.attaching import attach_upload, expect_files
from conversations.actions.ownership import now_seconds
from conversations.actions.repeating import Repeated, told_before
from conversations.events import MessageAdded
from conversations.files.incoming import Incoming
from conversations.files.shapes import words_for
from conversations.models import Attachment, Author, Conversation, Message, MessageState
from conversations.quick_replies import QuickReply, stored
from conversations.serializers import message_data, subject_data
from customers.actions import count_message
from customers.models import Page
from handoff.news.emitting import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said, and by whom. `provider_id` is Messenger's `mid` and belongs to `page`.

    Beside an `upload` of ours, or `files` that a customer sent, there need be no `text`.
    """

    author: Author
    text: str
    at: datetime
    agent_id: int | None = None
    agent_name: str = ""
    agent_email: str = ""
    client_id: str = ""
    page: Page | None = None
    provider_id: str = ""
    payload: str = ""
    quick_replies: tuple[QuickReply, ...] = ()
    state: MessageState = MessageState.RECEIVED
    upload: Attachment | None = None
    files: Sequence[Incoming] = ()

    @property
    def kinds(self) -> list[str]:
        """What the files are."""
        uploaded = [self.upload.kind] if self.upload else []
        return uploaded + [str(file.kind) for file in self.files]

    @property
    def shown_text(self) -> str:
        """The text, or what stands for files without one."""
        return self.text if self.text.strip() else words_for(self.kinds)


# Facebook repeats a webhook for a day and a half at most. What claims to be older, or to come from
# the future, has a broken clock: then the moment of receipt is the better truth.
OLDEST_BELIEVED = timedelta(hours=36)


def believable(sent_at: datetime) -> datetime:
    """The provider's time of a message, or now where that cannot be right."""
    now = timezone.now()
    return sent_at if now - OLDEST_BELIEVED <= sent_at <= now else now


def add_message(conversation: Conversation, words: Words) -> Message:
    """Insert into a conversation that is held, behind an UPDATE of it that names its epoch, and
    tell everyone.

    Raises `Repeated` if the provider told it before (who sends under a `client_id` looks before,
    while holding), `FileNotFound` if another message has the upload, `OwnerChanged` if it was not
    held; then nothing has happened.
    """
    try:
        with transaction.atomic(savepoint=bool(words.provider_id)):
            message = insert(conversation, words)
            if words.upload:
                attach_upload(message, words.upload)
            expect_files(message, words.files)
    except IntegrityError as fault:
        if words.provider_id and told_before(words.page, words.provider_id):
            conversation.reload()  # its number went back with the savepoint
            raise Repeated from fault
        raise
    if words.author == Author.CUSTOMER and conversation.customer:
        count_message(conversation.customer, text=words.shown_text, at=words.at)
    tell_message_added(message)
    return message


def insert(conversation: Conversation, words: Words) -> Message:
    """The row of these words, under the conversation's next number."""
    return Message.objects.create(
        company_id=conversation.company_id,
        conversation=conversation,
        seq=conversation.next_seq(at=words.at),
        author=words.author,
        text=words.shown_text,
        has_words=bool(words.text.strip()) or not words.kinds,
        attachment_count=len(words.kinds),
        agent_id=words.agent_id,
        agent_name=words.agent_name,
        agent_email=words.agent_email,
        client_id=words.client_id,
        page=words.page,
        provider_id=words.provider_id,
        payload=words.payload,
        quick_replies=stored(words.quick_replies),
        state=words.state,
        created_at=words.at,
    )


def tell_message_added(message: Message) -> None:
    conversation = message.conversation
    emit(
        MessageAdded(
            subject=subject_data(conversation),
            message=message_data(message),
            internal=message.is_internal,
            timestamp=now_seconds(),
        ),
        company_id=conversation.company_id,
        conversation_id=conversation.pk,
        to=conversation.team_topics if message.is_internal else conversation.shared_topics,
    )
