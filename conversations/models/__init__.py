"""What is said, and who answers."""

from conversations.models.attachment import (
    Attachment,
    AttachmentKind,
    AttachmentQuerySet,
    AttachmentState,
)
from conversations.models.bot import Bot, BotKind, FaqEntry, WebhookFormat
from conversations.models.conversation import (
    Channel,
    Conversation,
    ConversationQuerySet,
    Owner,
    Policy,
)
from conversations.models.message import Author, Message, MessageQuerySet, MessageState
from conversations.models.record import Deed, HandoffRecord
from conversations.models.seal import RecordSeal

__all__ = [
    "Attachment",
    "AttachmentKind",
    "AttachmentQuerySet",
    "AttachmentState",
    "Author",
    "Bot",
    "BotKind",
    "Channel",
    "Conversation",
    "ConversationQuerySet",
    "Deed",
    "FaqEntry",
    "HandoffRecord",
    "Message",
    "MessageQuerySet",
    "MessageState",
    "Owner",
    "Policy",
    "RecordSeal",
    "WebhookFormat",
]
