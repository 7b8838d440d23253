"""Setting and toggling `stop` over REST (contract document 2 and its README)."""

from __future__ import annotations

import pytest

from conversations.models import Bot, Conversation
from handoff.accounts.models import User
from handoff.news.models import Event
from tests.dashboard.conftest import Call


def test_sets_stop(bot: Bot, john: Conversation, alice: User, on_john: Call) -> None:
    answer = on_john(alice, "put", "stop", stop=True)
    assert answer.status_code == 200
    assert answer.json()["message"] == "Customer status updated successfully"
    assert answer.json()["customer"]["stop"] is True
    assert answer.json()["customer"]["stopped_at"].endswith("Z")
    assert [event.type for event in Event.objects.all()] == ["stop_changed"]


def test_an_unchanged_value_is_told_to_nobody(
    bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    assert on_john(alice, "put", "stop", stop=False).status_code == 200
    assert not Event.objects.exists()


def test_toggles_and_says_from_what_to_what(
    bot: Bot, john: Conversation, alice: User, on_john: Call
) -> None:
    body = on_john(alice, "post", "toggle-stop").json()
    assert body["message"] == "Customer status toggled successfully"
    assert (body["previous_stop"], body["current_stop"]) == (False, True)
    body = on_john(alice, "post", "toggle-stop").json()
    assert (body["previous_stop"], body["current_stop"]) == (True, False)
    assert body["customer"]["stop"] is False


def test_only_its_agent_or_an_admin_hands_back_to_the_bot(
    bot: Bot, john: Conversation, alice: User, bob: User, amira: User, on_john: Call
) -> None:
    on_john(alice, "put", "agent")
    for method, path, data in (("put", "stop", {"stop": False}), ("post", "toggle-stop", {})):
        refused = on_john(bob, method, path, **data)
        assert refused.status_code == 403
        assert refused.json()["error"] == "Only the assigned agent or admin can unassign"
    Event.objects.all().delete()
    answer = on_john(amira, "put", "stop", stop=False)
    assert answer.json()["customer"]["agent_id"] == ""
    types = list(Event.objects.order_by("seq").values_list("type", flat=True))
    assert types == ["agent_changed", "stop_changed"]


def test_where_there_is_no_bot_it_is_a_conflict(
    john: Conversation, alice: User, on_john: Call
) -> None:
    assert on_john(alice, "put", "stop", stop=False).status_code == 409
    assert on_john(alice, "post", "toggle-stop").status_code == 409


@pytest.mark.parametrize("stop", [None, "perhaps", [], {}, 5])
def test_refuses_what_is_neither_true_nor_false(
    john: Conversation, alice: User, on_john: Call, stop: object
) -> None:
    answer = on_john(alice, "put", "stop", stop=stop)
    assert answer.status_code == 400
    assert "stop" in answer.json()["details"]
