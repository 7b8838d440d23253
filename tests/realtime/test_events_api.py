"""`GET /api/events`: catching up by asking (contract README, "Resuming and repeating")."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.models import Conversation
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.realtime import api
from tests.asking import client_of


def ask(user: User | None, **query: Any) -> Any:
    client = client_of(user)
    return client.get("/api/events", query)


@pytest.fixture
def story(john: Conversation, alice: User) -> list[int]:
    """Alice takes and releases John three times: six events of two frames each."""
    actor = alice.as_actor(door="rest")
    for _ in range(3):
        take_conversation(actor, conversation_id=john.pk)
        release_conversation(actor, conversation_id=john.pk)
    return list(Event.objects.order_by("seq").values_list("seq", flat=True))


def test_gives_the_frames_in_order_with_cursors(story: list[int], bob: User) -> None:
    body = ask(bob).json()

    names = ["agent_status_changed", "agent_assignment_changed"] * 6
    assert [frame["type"] for frame in body["events"]] == names
    cursors = [frame["cursor"] for frame in body["events"] if "cursor" in frame]
    assert cursors == story == list(range(1, 7))
    assert (body["cursor"], body["has_more"]) == (6, False)


def test_goes_on_where_the_client_stopped(story: list[int], bob: User) -> None:
    had, cursor, rounds = [], 0, 0
    while True:
        body = ask(bob, since=cursor, limit=4).json()
        had += [frame["cursor"] for frame in body["events"] if "cursor" in frame]
        cursor, rounds = body["cursor"], rounds + 1
        if not body["has_more"]:
            break
    assert (had, rounds) == (story, 2)
    assert ask(bob, since=cursor).json() == {"events": [], "cursor": 6, "has_more": False}


def test_shows_only_what_was_asked_for_and_moves_on_all_the_same(
    story: list[int], bob: User
) -> None:
    body = ask(bob, events="new_message").json()
    assert body == {"events": [], "cursor": 6, "has_more": False}


def test_what_is_not_for_the_client_is_read_over_by_and_by(
    story: list[int], bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "READ_AT_ONCE", 2)
    assert ask(bob, events="new_message").json() == {"events": [], "cursor": 6, "has_more": False}
    assert [frame["cursor"] for frame in ask(bob).json()["events"][1::2]] == story
    monkeypatch.setattr(api, "MOST_READ", 4)
    assert ask(bob, events="new_message").json() == {"events": [], "cursor": 4, "has_more": True}


def test_says_that_it_is_too_old(story: list[int], bob: User) -> None:
    Event.objects.filter(seq__lte=3).delete()
    for since in (0, 2, 7, 999):
        answer = ask(bob, since=since)
        assert (answer.status_code, answer.json()["cursor"]) == (410, 6)
        assert answer.json()["error"]
    assert ask(bob, since=3).status_code == 200


def test_a_stranger_hears_nothing(story: list[int], charlie: User, root: User) -> None:
    for stranger in (charlie, root):
        assert ask(stranger).json() == {"events": [], "cursor": 0, "has_more": False}


def test_is_for_the_team(story: list[int], vera: User) -> None:
    assert ask(None).status_code == 401
    assert ask(vera).status_code == 403


@pytest.mark.parametrize(
    "query",
    [{"since": "-1"}, {"since": "x"}, {"since": ""}, {"since": "9" * 30}, {"limit": "0"},
     {"limit": "x"}, {"events": "nothing"}, {"include": "secrets"}, {"channels": "mail"}],
)  # fmt: skip
def test_refuses_what_it_does_not_understand(
    story: list[int], bob: User, query: dict[str, str]
) -> None:
    answer = ask(bob, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]
