"""Every reply under `/api/` and `/chat/` that any test receives is held against the description.

What the description does not say must not be answered: a status, a header for paging, a key. So
whoever adds a key to a reply is told by the tests they run anyway where to describe it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
from django.test import Client

from handoff.openapi.generating import description

BESIDE = {"OPTIONS", "HEAD"}


@pytest.fixture(scope="session", autouse=True)
def replies_are_described() -> Iterator[None]:
    """Look over the shoulder of Django's and DRF's test clients."""
    ask = Client.request

    def asking(client: Client, **request: Any) -> Any:
        reply: Any = ask(client, **request)
        path = unquote(str(request["PATH_INFO"]))
        method = str(request["REQUEST_METHOD"])
        if path.startswith(("/api/", "/chat/")) and method not in BESIDE and not reply.streaming:
            complain_about(path, method, reply)
        return reply

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", asking)
        yield


def complain_about(path: str, method: str, reply: Any) -> None:
    """Fails where the reply is not as described."""
    is_json = reply.get("Content-Type", "").startswith("application/json")
    operation = operation_at(path, method)
    described = operation and operation["responses"].get(str(reply.status_code))
    what = f"{method} {path} answered {reply.status_code}"
    if described is None:
        refused_elsewhere = operation is None and (reply.status_code >= 400 or not is_json)
        assert refused_elsewhere or reply.status_code == 500, f"{what}, which is not described"
        if is_json:
            refusal = reply.json()
            name = "LiveChatRefusal" if "success" in refusal else "Refusal"  # at document 4's
            validator(name).validate(refusal)
        return
    for header in described.get("headers", {}):
        assert header in reply, f"{what} without {header}"
    if is_json:
        schema = described["content"]["application/json"]["schema"]
        try:
            validator_of(schema).validate(reply.json())
        except jsonschema_rs.ValidationError as fault:
            where = "/".join(str(step) for step in fault.instance_path)
            raise AssertionError(
                f"{what} otherwise than described, at '{where}': {fault.message}. "
                "The shapes stand in the room's schema.py (docs/extending.md)."
            ) from None


def operation_at(path: str, method: str) -> dict[str, Any] | None:
    """What the description says of this address, with or without the slash at its end."""
    for pattern, operations in addresses():
        if pattern.fullmatch(path):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


@cache
def addresses() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    return [
        (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path.rstrip("/"))) + "/?"), operations)
        for path, operations in sorted(description()["paths"].items())
    ]


def validator(name: str) -> Any:
    """For a shape by its name."""
    return validator_of({"$ref": f"#/components/schemas/{name}"})


def validator_of(schema: dict[str, Any]) -> Any:
    """For one of the description's schemas, references included; keys it does not name fail."""
    return _made(json.dumps(schema))


@cache
def _made(text: str) -> Any:
    whole = {**closed(json.loads(text)), "components": closed(description()["components"])}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def closed(schema: Any) -> Any:
    """The same, refusing keys that are not described. Clients take more keys; tests need not."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        inside.setdefault("additionalProperties", False)
    return inside
