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
from conversations.models.handover import Handover, HandoverItem, HandoverState, Outcome
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
    "Handover",
    "HandoverItem",
    "HandoverState",
    "Message",
    "MessageQuerySet",
    "MessageState",
    "Outcome",
    "Owner",
    "Policy",
    "RecordSeal",
    "WebhookFormat",
]
