"""`POST /api/live-chat/:id/typing`: what `chat:typing` does, for clients without Socket.IO."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news import whispers
from handoff.news.models import Event
from handoff.news.whispers import Whisper
from livechat.actions.answering import accept_chat, end_chat
from livechat.errors import AgentsChat, NotAccepted
from livechat.models import ChatSession
from tests.cast import make_visitor
from tests.livechat.conftest import Call, actor_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Whisper]:
    """What is whispered."""
    words: list[Whisper] = []
    monkeypatch.setattr(whispers, "_ears", [words.append])
    return words


def typing(call: Call, who: User | ParticipantSession, session: ChatSession, **data: Any) -> Any:
    return call(who, "post", f"{session.pk}/typing", **data)


def test_the_other_side_hears_it_and_nothing_is_stored(
    call: Call, heard: list[Whisper], online: None, waiting: ChatSession,
    nora: ParticipantSession, alice: User,
) -> None:  # fmt: skip
    accept_chat(actor_of(alice), session_id=waiting.pk)
    count = Event.objects.count()
    for who, data in ((nora, {}), (nora, {"is_typing": False}), (alice, {"is_typing": True})):
        answer = typing(call, who, waiting, **data)
        assert (answer.status_code, answer.json()) == (
            200, {"success": True, "session_id": waiting.pk},
        )  # fmt: skip
    assert [(one.not_to, one.payload["name"], one.payload["is_typing"]) for one in heard] == [
        (f"visitor:{nora.visitor_id}", "Nora Novak", True),
        (f"visitor:{nora.visitor_id}", "Nora Novak", False),
        (f"user:{alice.pk}", "Alice Adams", True),
    ]
    assert Event.objects.count() == count


def test_who_may_not_write_may_not_show_it(
    call: Call, heard: list[Whisper], online: None, hotel: Company, waiting: ChatSession,
    nora: ParticipantSession, alice: User, bob: User, amira: User, charlie: User,
) -> None:  # fmt: skip
    assert typing(call, alice, waiting).json()["error"] == NotAccepted.sentence
    accept_chat(actor_of(alice), session_id=waiting.pk)
    for colleague in (bob, amira):
        assert typing(call, colleague, waiting).json()["error"] == AgentsChat.sentence
    for stranger in (charlie, make_visitor(hotel, "Otto Other")):
        assert typing(call, stranger, waiting).status_code == 404
    assert typing(call, nora, waiting, is_typing="perhaps").status_code == 400
    end_chat(actor_of(alice), session_id=waiting.pk)
    for side in (nora, alice):
        late = typing(call, side, waiting)
        assert (late.status_code, late.json()["error"]) == (409, "Chat session is closed")
    assert heard == []
