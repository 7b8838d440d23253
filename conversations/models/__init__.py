"""What is said, and who answers."""

from conversations.models.attachment import (
    Attachment,
    AttachmentKind,
    AttachmentQuerySet,
    AttachmentState,
)
from conversations.models.bot import Bot, BotKind, FaqEntry, WebhookFormat
from conversations.models.conversation import Conversation
from conversations.models.conversation_query_set import ConversationQuerySet
from conversations.models.handover import Handover, HandoverItem, HandoverState, Outcome
from conversations.models.message import Author, Message, MessageQuerySet, MessageState
from conversations.models.record import Deed, HandoffRecord
from conversations.models.seal import RecordSeal
from conversations.models.vocabulary import Channel, Owner, Policy

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
