"""Ids of messages that Handoff makes itself. No client may use one that begins like them: a turn of
the bot would fall silent, or a message that is to get that id could not be stored."""

from __future__ import annotations

BOT_TURN = "bot-turn-"
WORDS_OF = "words-of-"  # what follows a file as a message of its own
AGAIN = "again-"  # a message that failed, sent once more
RESERVED = (BOT_TURN, WORDS_OF, AGAIN)


def why_reserved(client_id: str) -> str:
    """Why a client may not choose this id, in words; empty where it may."""
    taken = next((prefix for prefix in RESERVED if client_id.startswith(prefix)), "")
    return f"client_id must not begin with {taken}" if taken else ""
