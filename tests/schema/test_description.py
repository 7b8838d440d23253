"""The description covers the API, and says what the code says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.validation import validate_schema

from conversations.actions.taking import take_conversation
from conversations.models import Conversation
from conversations.schema.shapes import Message
from conversations.serializers import customer_data
from handoff.accounts.models import User
from handoff.openapi.generating import description
from handoff.realtime.dialects.dashboard.frames import FRAME_NAMES
from handoff.realtime.dialects.dashboard.shapes import DATA
from tests.dashboard.conftest import Call, call, on_john
from tests.replies import addresses, operation_at, validator_of

__all__ = ["call", "on_john"]

NOT_DESCRIBED = {
    "docs_page": "a page for people",
    "guest_page": "a page for people",
    "no_such_address": "what is at no other address",
}


OPEN = (
    "/api/auth/login", "/api/auth/refresh", "/api/live-chat/visitor", "/api/schema",
    "/chat/{hotel_slug}/rooms/{room_number}/session/",
)  # fmt: skip


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def views_under_api(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[Any]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        address = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from views_under_api(pattern.url_patterns, address)
        elif address.startswith(("api/", "chat/")):
            yield pattern.callback


def test_it_is_made_without_a_warning() -> None:
    made = SchemaGenerator().get_schema(request=None, public=True)
    complaints = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    assert complaints == []
    validate_schema(made)


def description_with(hash_seed: str) -> str:
    """As another process tells it."""
    code = (
        "import django; django.setup(); from handoff.openapi.generating import description_text; "
        "print(description_text('json'))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, text=True, capture_output=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": hash_seed},
        timeout=60, check=True,
    )  # fmt: skip
    return told.stdout


def test_every_process_tells_it_in_the_same_order() -> None:
    """A set has another order in each process: unsorted, a name would seem to have changed."""
    assert description_with("1") == description_with("2")


def test_every_view_under_api_is_described() -> None:
    for view in views_under_api():
        if not hasattr(view, "cls"):
            assert view.__name__ in NOT_DESCRIBED, f"{view} is no view of Django REST framework"
    found = [
        (path, method)
        for path, _, method, _ in EndpointEnumerator().get_api_endpoints()
        if path.startswith(("/api/", "/chat/"))
    ]
    assert len(found) >= 16
    for path, method in found:
        assert operation_at(path.replace("{", "").replace("}", ""), method), f"{method} {path}"


def test_a_view_without_a_description_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from handoff.accounts.api import MeView

    def get(self: object, request: object) -> None: ...

    monkeypatch.setattr(MeView, "get", get)
    with GENERATOR_STATS.silence():
        SchemaGenerator().get_schema(request=None, public=True)
    assert any("GET /api/auth/me has no description" in key for key in GENERATOR_STATS._error_cache)
    GENERATOR_STATS.reset()


def test_no_address_is_there_twice() -> None:
    paths = list(description()["paths"])
    assert len({path.rstrip("/") for path in paths}) == len(paths)
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names)) >= 16
    assert operation_at("/api/auth/me/", "GET") is operation_at("/api/auth/me", "GET")
    assert len(addresses()) == len(paths)


def test_addresses_stand_there_as_the_contract_writes_them() -> None:
    """Contract README, "Values": no slash at the end under `/api/`, one under `/chat/`."""
    paths = list(description()["paths"])
    assert not [path for path in paths if path.endswith("/") is not path.startswith("/chat/")]
    stay = "/chat/{hotel_slug}/conversations/{conversation_id}"
    assert {f"{stay}/assign-staff/", f"{stay}/messages/send/", "/api/auth/login"} <= set(paths)


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [pytest.param(*found, id=found[2]["operationId"]) for found in operations()],
)
def test_each_operation_says_all(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert len(operation["tags"]) == 1
    [good] = [reply for status, reply in operation["responses"].items() if status < "300"]
    content = good["content"]["application/json"]
    [example] = content["examples"].values()
    validator_of(content["schema"]).validate(example["value"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        [example] = body["examples"].values()
        validator_of(body["schema"]).validate(example["value"])
    is_open = path in OPEN
    assert ("security" in operation) is not is_open
    expected = {"406"} | (set() if is_open else {"401", "403"}) | ({"415"} if body else set())
    assert expected <= set(operation["responses"])


def test_bodies_are_those_of_the_commands() -> None:
    shapes = description()["components"]["schemas"]
    send = shapes["SendMessageRequest"]
    assert send["required"] == ["page_id"], "words, a file, or both"
    assert send["properties"]["message"]["maxLength"] == 10_000
    assert send["properties"]["client_id"]["type"] == ["string", "null"]
    assert "from_bot" not in send["properties"]
    assert "customer_id" not in send["properties"]
    assert "required" not in shapes["ReleaseCustomerRequest"]


def test_keys_are_named_with_the_scope_they_need() -> None:
    for _, path, operation in operations():
        scopes = [ways["api_key"] for ways in operation.get("security", []) if "api_key" in ways]
        if path.endswith("/message"):
            assert scopes == [["messages:send"]]
        if path == "/api/auth/me":
            assert scopes == [[]]


def test_every_frame_has_a_shape() -> None:
    assert set(DATA) == FRAME_NAMES


def test_a_reply_with_a_key_that_is_not_described_fails(
    john: Conversation, alice: User, on_john: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conversations import api

    monkeypatch.setattr(api, "customer_data", lambda row: {**customer_data(row), "mood": "good"})
    with pytest.raises(AssertionError, match="mood"):
        on_john(alice, "get")
    monkeypatch.setattr(api, "customer_data", lambda row: {"customer_id": "1"})
    with pytest.raises(AssertionError, match="required property"):
        on_john(alice, "get")
    monkeypatch.undo()
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)
    assert on_john(alice, "get").status_code == 200


def test_the_validator_looks_at_formats_and_nulls() -> None:
    moment = validator_of({"type": "string", "format": "date-time"})
    with pytest.raises(jsonschema_rs.ValidationError):
        moment.validate("yesterday")
    assert set(Message().get_fields()) >= {"seq", "state", "client_id"}
