"""The website chat: what a session has beside its conversation."""

from livechat.models.session import ChatSession, ChatSessionQuerySet, Priority, Status

__all__ = ["ChatSession", "ChatSessionQuerySet", "Priority", "Status"]
