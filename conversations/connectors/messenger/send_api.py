"""Messenger's Send API: one POST, one answer, judged.

Messenger Platform, "Send API reference" (read in November 2026). The token travels in a header,
never in an address, so no log holds it; `appsecret_proof` shows that it is used by us.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from conversations.connectors.messenger.answers import Answer, judge
from conversations.connectors.messenger.policy import Terms
from conversations.quick_replies import QuickReply
from handoff.outbox.kinds import NoAnswer, Refused, TryAgain

MAX_ANSWER_BYTES = 64 * 1024

_of_thread = threading.local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that Facebook has: its `type` (`image`, `audio`, `video`, `file`) and its id there."""

    type: str
    attachment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes to whom: `text`, or a file that was uploaded before (`uploads`). `metadata` comes
    back in the echo. `quick_replies`: buttons under it."""

    page_id: str
    access_token: str
    recipient_id: str
    text: str
    metadata: str
    terms: Terms
    file: Uploaded | None = None
    quick_replies: tuple[QuickReply, ...] = ()


class Bearer(AuthBase):
    """The page's token. Given as `auth`, no `.netrc` takes its place."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def post(letter: Letter) -> str:
    """Send it and return Messenger's id of the message (`mid`).

    Raises `TryAgain` where it certainly was not sent and may be later, `Refused` where it never
    will be, `NoAnswer` where nobody can tell.
    """
    refuse_unsound(letter.access_token)
    try:
        with session().post(
            address_of(letter),
            json=body_of(letter),
            auth=Bearer(letter.access_token),
            timeout=(settings.MESSENGER_TIMEOUT_SECONDS, settings.MESSENGER_TIMEOUT_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            answer = Answer(response.status_code, response.headers, read(response))
    except requests.RequestException as fault:
        raise outcome_of(fault) from fault
    return judge(answer)


def refuse_unsound(access_token: str) -> None:
    """No header may hold such a token. Raises `Refused`."""
    if not (access_token.isascii() and access_token.isprintable()):
        raise Refused("The page's access token has characters that no token has")


def session() -> requests.Session:
    """This thread's session, which keeps its connection to Facebook open."""
    if not hasattr(_of_thread, "session"):
        _of_thread.session = requests.Session()
    made: requests.Session = _of_thread.session
    return made


def address_of(letter: Letter) -> str:
    version = settings.MESSENGER_GRAPH_VERSION
    return f"{settings.MESSENGER_GRAPH_URL}/{version}/{letter.page_id}/messages"


def body_of(letter: Letter) -> dict[str, Any]:
    body: dict[str, Any] = {
        "recipient": {"id": letter.recipient_id},
        "messaging_type": letter.terms.messaging_type,
        "message": {**content_of(letter), "metadata": letter.metadata},
    }
    if letter.quick_replies:
        body["message"]["quick_replies"] = [
            {"content_type": "text", "title": one.title, "payload": one.payload}
            for one in letter.quick_replies
        ]
    if letter.terms.tag:
        body["tag"] = letter.terms.tag
    if settings.MESSENGER_APP_SECRET:
        body["appsecret_proof"] = proof_of(letter.access_token)
    return body


def content_of(letter: Letter) -> dict[str, Any]:
    """Messenger takes words or a file, never both in one message."""
    if letter.file is None:
        return {"text": letter.text}
    payload = {"attachment_id": letter.file.attachment_id}
    return {"attachment": {"type": letter.file.type, "payload": payload}}


def proof_of(access_token: str) -> str:
    """Facebook's `appsecret_proof`: the hex HMAC-SHA256 of the token with the app's secret."""
    key = settings.MESSENGER_APP_SECRET.encode()
    return hmac.new(key, access_token.encode(), hashlib.sha256).hexdigest()


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


def outcome_of(
    fault: Exception,
    *,
    unreached: str = "Messenger could not be reached",
    silent: str = "Messenger did not answer",
) -> TryAgain | Refused | NoAnswer:
    """What a fault of the connection says about what was sent, or asked."""
    if isinstance(fault, ValueError):  # an address that is none: it never left
        return Refused("Messenger cannot be asked: MESSENGER_GRAPH_URL is not an address")
    if never_connected(fault):
        return TryAgain(unreached)
    return NoAnswer(silent)


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
