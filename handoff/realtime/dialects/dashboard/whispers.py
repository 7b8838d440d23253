"""What is heard now or never, as frames of the dashboard's WebSocket."""

from __future__ import annotations

from typing import Any

from handoff.news.whispers import Whisper

TYPING = "typing"
WHISPER_NAMES = frozenset({TYPING})


def whisper_frames(whisper: Whisper) -> list[dict[str, Any]]:
    """Somebody types in a website chat: the only whisper there is for dashboards."""
    if whisper.type != TYPING:
        return []
    chat = {"chat_id": str(whisper.conversation_id), "channel": "chat"}
    return [{"type": TYPING, "data": {**chat, **whisper.payload}}]
