"""Who connects: the team and participants, with `auth.token` or the `Authorization` header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers.participants import actor_from, proof_from
from handoff import scopes
from handoff.accounts.authentication import SCHEMES
from handoff.accounts.keys import is_key
from handoff.accounts.tokens import is_signed_by_us, session_id_from_token
from handoff.errors import NotAuthenticated
from handoff.realtime.dialects.socketio.frames import SocketIO
from handoff.realtime.entrance import is_allowed_origin, network_asking
from handoff.realtime.listener import Listener
from handoff.realtime.resuming import Since

KINDS = ("agents", "agent", "conversation")
MAX_TOKEN_LENGTH = 4096


def listener_for(environ: Mapping[str, Any], auth: object) -> Listener:
    """Who listens. Reads the database. Raises `NotAuthenticated`, or `Forbidden` for keys without
    `events:read`."""
    token = _token(environ, auth)
    if not token:
        raise NotAuthenticated
    actor = actor_from(proof_from(token), door="socketio")
    scopes.require(actor, scopes.EVENTS_READ)
    return Listener(actor, frozenset(), SocketIO(is_team=actor.is_team), kinds=KINDS)


def is_worth_a_look(environ: Mapping[str, Any], auth: object) -> bool:
    """Whether the token may be good, told without the database."""
    token = _token(environ, auth)
    return is_key(token) or is_signed_by_us(token) or session_id_from_token(token) is not None


def network_of_client(environ: Mapping[str, Any]) -> str:
    """The network of the other end, as limits count it."""
    return network_asking(environ.get("asgi.scope", {}))


def since_of(auth: object) -> Since:
    """`auth.since`, a cursor as number or text."""
    given = auth.get("since") if isinstance(auth, Mapping) else None
    return Since.read("" if given is None else str(given))


def is_allowed(origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Whether a browser on this page may connect; who sends no origin is no browser."""
    return origin is None or is_allowed_origin(origin, str(environ.get("HTTP_HOST", "")))


def _token(environ: Mapping[str, Any], auth: object) -> str:
    given = auth.get("token") if isinstance(auth, Mapping) else None
    if isinstance(given, str) and given:
        return _without_scheme(given[:MAX_TOKEN_LENGTH].strip())
    scheme, _, word = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    return word.strip() if scheme.lower() in SCHEMES else ""


def _without_scheme(token: str) -> str:
    """Clients also put what they send as the header into `auth.token`, "Bearer" and all."""
    scheme, _, word = token.partition(" ")
    return word.strip() if scheme.lower() in SCHEMES else token
