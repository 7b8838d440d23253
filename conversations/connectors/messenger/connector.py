"""The way out to Messenger customers, as `conversations.connectors` wants one."""

from __future__ import annotations

from django.utils import timezone

from conversations.connectors.messenger.names import MESSENGER_SEND
from conversations.connectors.messenger.policy import MAX_CHARACTERS, Terms, terms_for
from conversations.models import Attachment, Author, Conversation, Message
from handoff.outbox.actions import schedule


class MessengerConnector:
    """Messages leave through the outbox, one after the other in each conversation."""

    longest_text = MAX_CHARACTERS
    joins_words_and_files = False

    def check(
        self,
        conversation: Conversation,
        *,
        author: Author,
        text: str,
        file: Attachment | None = None,
    ) -> None:
        """Raise `CannotSend` with the reason if Messenger's policy forbids this message now."""
        current_terms(conversation, author=author, text=text, file=file)

    def send(self, message: Message, *, epoch: int | None) -> None:
        """Put it into the outbox, in the running transaction. A bot's words carry their epoch."""
        schedule(
            MESSENGER_SEND,
            company_id=message.company_id,
            lane=f"send:{message.conversation_id}",
            payload={"message_id": message.pk},
            conversation_id=message.conversation_id,
            epoch=epoch,
        )


def current_terms(
    conversation: Conversation, *, author: Author, text: str, file: Attachment | None = None
) -> Terms:
    """The terms of sending this at this moment. Raises `CannotSend`."""
    customer = conversation.customer
    assert customer is not None, "every Messenger conversation has a customer"
    return terms_for(
        author,
        text,
        heard_at=customer.last_seen,
        now=timezone.now(),
        file_bytes=file.size_bytes if file else 0,
    )
