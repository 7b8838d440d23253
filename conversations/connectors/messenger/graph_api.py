"""One request to the Graph API, one bounded answer; what it means, others judge.

Graph API, "Overview" and "Secure requests" (read in November 2026). The token travels in a header,
never in an address, so no log holds it; `appsecret_proof` shows that it is used by us. No redirect
is followed, and both the time and the size of an answer are bounded.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Any, Literal

import requests
from django.conf import settings
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from conversations.connectors.messenger.answers import Answer
from handoff.outbox.kinds import NoAnswer, Refused, TryAgain

MAX_ANSWER_BYTES = 64 * 1024
NO_ADDRESS = "Messenger cannot be asked: MESSENGER_GRAPH_URL is not an address"

_of_thread = threading.local()


class Bearer(AuthBase):
    """The page's token, or none. Given as `auth`, no `.netrc` takes its place."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def request(
    session: requests.Session, method: str, path: str, *, token: str, fields: Mapping[str, Any],
    placed: Literal["params", "data", "json"],
) -> Answer:  # fmt: skip
    """What is answered to `fields`, in the address or as a form or JSON body, and their proof.

    Raises `TryAgain` where nobody was reached, `Refused` where there is no address, `NoAnswer`
    where it may have arrived.
    """
    content: dict[str, Any] = {placed: proved(fields, token)}
    try:
        with session.request(
            method,
            address_of(path),
            auth=Bearer(token),
            timeout=(settings.MESSENGER_TIMEOUT_SECONDS, settings.MESSENGER_TIMEOUT_SECONDS),
            allow_redirects=False,
            stream=True,
            **content,
        ) as response:
            return Answer(response.status_code, response.headers, read(response))
    except requests.RequestException as fault:
        raise outcome_of(fault) from fault


def session() -> requests.Session:
    """This thread's session, which keeps its connection to Facebook open."""
    if not hasattr(_of_thread, "session"):
        _of_thread.session = requests.Session()
    made: requests.Session = _of_thread.session
    return made


def address_of(path: str) -> str:
    """`path` such as `me`, at the version that we speak."""
    return f"{settings.MESSENGER_GRAPH_URL}/{settings.MESSENGER_GRAPH_VERSION}/{path}"


def proved(fields: Mapping[str, Any], token: str) -> dict[str, Any]:
    """The fields and Facebook's `appsecret_proof`, where there is a token and the app's secret."""
    if not (token and settings.MESSENGER_APP_SECRET):
        return dict(fields)
    return {**fields, "appsecret_proof": proof_of(token)}


def proof_of(token: str) -> str:
    """The hex HMAC-SHA256 of the token with the app's secret."""
    key = settings.MESSENGER_APP_SECRET.encode()
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()


def refuse_unsound(token: str) -> None:
    """No header may hold such a token. Raises `Refused`."""
    if not (token.isascii() and token.isprintable()):
        raise Refused("The page's access token has characters that no token has")


def read(response: requests.Response) -> bytes:
    """The answer's body: at most 64 KiB, in at most the time of one timeout. Raises `NoAnswer`."""
    ends_at = time.monotonic() + settings.MESSENGER_TIMEOUT_SECONDS
    body = b""
    try:
        while chunk := response.raw.read1(4096, decode_content=True):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES or time.monotonic() > ends_at:
                raise NoAnswer("Messenger's answer did not end")
    except HTTPError as fault:
        raise NoAnswer("Messenger's answer broke off") from fault
    return body


def outcome_of(fault: Exception) -> TryAgain | Refused | NoAnswer:
    """What a fault of the connection says about what was sent, or asked."""
    if isinstance(fault, ValueError):  # an address that is none: it never left
        return Refused(NO_ADDRESS)
    if never_connected(fault):
        return TryAgain("Messenger could not be reached")
    return NoAnswer("Messenger did not answer")


def never_connected(fault: BaseException | None) -> bool:
    """Whether the connection failed before anything was sent: refused, no such host, too slow,
    or the certificate was not accepted."""
    if isinstance(fault, requests.ConnectTimeout):
        return True
    early = (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)
    while fault is not None:
        if isinstance(fault, early) or isinstance(getattr(fault, "reason", None), early):
            return True
        fault = fault.__cause__ or fault.__context__
    return False
