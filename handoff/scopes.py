"""What an API key may do: scopes, each a word that a refusal names.

A person has no scopes and may do all that the role allows. A key may do only what its scopes name,
and nothing where a command or view names no scope: who adds one for machines says so there.
"""

from collections.abc import Mapping
from typing import Final

from handoff.actor import Actor
from handoff.errors import Forbidden

CUSTOMERS_READ: Final = "customers:read"
CUSTOMERS_WRITE: Final = "customers:write"
MESSAGES_SEND: Final = "messages:send"
EVENTS_READ: Final = "events:read"
AVAILABILITY_MANAGE: Final = "availability:manage"
RESPONSES_READ: Final = "responses:read"
RESPONSES_WRITE: Final = "responses:write"
TICKETS_READ: Final = "tickets:read"
TICKETS_WRITE: Final = "tickets:write"
WEBHOOKS_MANAGE: Final = "webhooks:manage"

SCOPES: Final = {
    CUSTOMERS_READ: "Read customers and their messages",
    CUSTOMERS_WRITE: "Take and release customers, stop and resume the bot",
    MESSAGES_SEND: "Send messages; this takes a customer whom nobody has",
    EVENTS_READ: "Listen: open the WebSocket, read events",
    AVAILABILITY_MANAGE: "Read and set the own status, slots and skills",
    RESPONSES_READ: "Read and fill in canned responses",
    RESPONSES_WRITE: "Make, change and remove canned responses",
    TICKETS_READ: "Read tickets with their transcripts",
    TICKETS_WRITE: "Change tickets",
    WEBHOOKS_MANAGE: "Set up webhooks, notes included; only for keys of admins",
}


class MissingScope(Forbidden):
    """The key is good, but not for this. The sentence names the scope."""

    code = "missing_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This API key lacks the scope {scope}")


class NotForKeys(Forbidden):
    code, sentence = "not_for_keys", "API keys cannot do this"


def scope_of(view: object, method: str | None) -> str:
    """What a key needs for a method of a view; empty where no key may.

    `key_scopes` of the view names it, for each of its actions or for `read` and `write`:
    `{"read": "customers:read", "message": "messages:send"}`.
    """
    named: Mapping[str, str] = getattr(view, "key_scopes", {})
    kind = "read" if method in ("GET", "HEAD", "OPTIONS") else "write"
    return named.get(getattr(view, "action", None) or kind) or named.get(kind, "")


def require(actor: Actor, scope: str) -> None:
    """Raises `MissingScope`, or `NotForKeys` where no scope would do. Persons pass."""
    if actor.scopes is None:
        return
    if not scope:
        raise NotForKeys
    if scope not in actor.scopes:
        raise MissingScope(scope)
