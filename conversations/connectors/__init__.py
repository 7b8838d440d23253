"""The ways out to customers: one connector per channel that needs one.

A channel without a connector (website chat, rooms) is served by news alone: what is stored is
delivered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from conversations.models import Attachment, Author, Conversation, Message


class Connector(Protocol):
    """How messages leave on one channel. `longest_text`: what one message holds, in characters.

    `joins_words_and_files`: whether one message may be both.
    """

    longest_text: int
    joins_words_and_files: bool

    def check(
        self,
        conversation: Conversation,
        *,
        author: Author,
        text: str,
        file: Attachment | None = None,
    ) -> None:
        """Raise `CannotSend` with the reason if the channel's rules forbid this message now."""

    def send(self, message: Message, *, epoch: int | None) -> None:
        """Put it into the outbox, in the running transaction. A bot's words carry their epoch."""


_connectors: dict[str, Connector] = {}


def register(channel: str, connector: Connector) -> None:
    """Say who carries a channel's messages out. A channel has one connector at most."""
    if channel in _connectors:
        raise ValueError(f"The channel {channel!r} has a connector already.")
    _connectors[channel] = connector


def connector_of(conversation: Conversation) -> Connector | None:
    return _connectors.get(conversation.channel)
