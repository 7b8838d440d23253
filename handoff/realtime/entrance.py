"""Who may open a socket: tokens, session cookies, and browsers' origins.

Contract README, "Who is asking". A token or API key may stand in the `Authorization` header, in the
subprotocol pair `bearer, <token>` or in `?token=`; without one the session cookie counts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from handoff.accounts.authentication import SCHEMES, proof_from
from handoff.accounts.keys import is_key
from handoff.accounts.models import ApiKey, SignIn
from handoff.accounts.sessions import sign_in_from_session
from handoff.accounts.tokens import is_signed_by_us
from handoff.errors import NotAuthenticated
from handoff.proxies import network_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

BEARER = "bearer"
TOKEN_IN_QUERY = "handoff.token"  # noqa: S105  (the name of a key)


def hide_token(application: Application) -> Application:
    """Take `?token=` out of the query string before any server or middleware can log it."""

    async def hiding(scope: Scope, receive: Receive, send: Send) -> None:
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        tokens = [value for name, value in pairs if name == "token"]
        if tokens:
            # The scope itself is changed, not a copy: the server logs from it.
            scope["query_string"] = urlencode([p for p in pairs if p[0] != "token"]).encode()
            scope[TOKEN_IN_QUERY] = tokens[-1]
        await application(scope, receive, send)

    return hiding


def check_origin(application: Application) -> Application:
    """Refuse browsers from foreign pages with 403. Who sends no Origin is no browser."""

    async def checking(scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        origin = headers.get("origin")
        if origin is None or is_allowed_origin(origin, headers.get("host", "")):
            await application(scope, receive, send)
        else:
            await refuse(scope, receive, send)

    return checking


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Close before accepting: the server answers 403."""
    await receive()
    await send({"type": "websocket.close"})


def is_allowed_origin(origin: str, host: str) -> bool:
    """One of `ALLOWED_ORIGINS`, the public address, or the host that was asked, if it is ours."""
    origin = origin.lower()
    if origin in [*settings.ALLOWED_ORIGINS, settings.PUBLIC_URL]:
        return True
    domain, _ = split_domain_port(host)
    is_ours = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
    return is_ours and origin in (f"http://{host}".lower(), f"https://{host}".lower())


def subprotocol_of(scope: Scope) -> str | None:
    """The subprotocol to answer with, where the client offered `bearer` with a token."""
    return BEARER if scope.get("subprotocols", [])[:1] == [BEARER] else None


def proof_of(scope: Scope) -> SignIn | ApiKey:
    """What opens this socket: both kinds have `user` and `as_actor`.

    Raises `NotAuthenticated`. Reads the database.
    """
    token = _token(scope)
    if token:
        return proof_from(token)
    key = _cookies(scope).get(settings.SESSION_COOKIE_NAME, "")
    store = import_module(settings.SESSION_ENGINE).SessionStore
    sign_in = sign_in_from_session(store(key)) if key else None
    if sign_in is None:
        raise NotAuthenticated
    return sign_in


def is_worth_a_look(scope: Scope) -> bool:
    """Whether what the client shows may be good, told without the database."""
    token = _token(scope)
    if token:
        return is_key(token) or is_signed_by_us(token)
    return bool(_cookies(scope).get(settings.SESSION_COOKIE_NAME))


def network_asking(scope: Scope) -> str:
    """The network of the other end, as limits count it."""
    return network_of((scope.get("client") or ("",))[0])


def _token(scope: Scope) -> str:
    scheme, _, token = _headers(scope).get("authorization", "").partition(" ")
    if scheme.lower() in SCHEMES:
        return token.strip()
    offered = scope.get("subprotocols", [])
    if len(offered) > 1 and offered[0] == BEARER:
        return str(offered[1])
    return str(scope.get(TOKEN_IN_QUERY, ""))


def _headers(scope: Scope) -> Mapping[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _cookies(scope: Scope) -> Mapping[str, str]:
    try:
        cookies = SimpleCookie(_headers(scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in cookies.items()}
