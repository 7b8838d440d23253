"""What the application's secret signs: subscriptions, and requests of servers.

HMAC-SHA256 in hex, made and read as Pusher's own libraries do.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from django.conf import settings

from handoff.errors import HandoffError
from handoff.numbers import number_in

TOLERANCE_SECONDS = 600
LONGEST_QUERY = 4096


class BadRequestSignature(HandoffError):
    code, status, sentence = "bad_signature", 401, "The request's signature is not valid"


def new_socket_id() -> str:
    """Two numbers with 66 random bits: nobody guesses another's."""
    return f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**10)}"


def sign(text: str) -> str:
    return hmac.new(settings.PUSHER_SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


def is_signed(text: str, signature: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(sign(text).encode(), signature.encode("utf-8", "replace"))


def subscription_words(socket_id: str, channel: str, channel_data: str | None) -> str:
    """What is signed for one socket and channel."""
    words = f"{socket_id}:{channel}"
    return words if channel_data is None else f"{words}:{channel_data}"


def auth_for(socket_id: str, channel: str, channel_data: str | None = None) -> str:
    """`<key>:<signature>`: lets this socket subscribe."""
    signature = sign(subscription_words(socket_id, channel, channel_data))
    return f"{settings.PUSHER_KEY}:{signature}"


def lets_in(auth: object, socket_id: str, channel: str, channel_data: str | None) -> bool:
    """Whether such an `auth` is good for this socket and channel."""
    if not isinstance(auth, str) or len(auth) > LONGEST_QUERY:
        return False
    key, _, signature = auth.partition(":")
    words = subscription_words(socket_id, channel, channel_data)
    return is_signed(words, signature) and key == settings.PUSHER_KEY


def check_request(method: str, path: str, query: str, body: bytes, now: float) -> dict[str, str]:
    """The fields of a signed query. Raises `BadRequestSignature`.

    Signed are the method, the path and all fields in order, the body by its MD5. `now` is Unix
    time in seconds.
    """
    if len(query) > LONGEST_QUERY:
        raise BadRequestSignature("The query is too long")
    fields = {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
    signature = fields.pop("auth_signature", "")
    if fields.get("auth_key") != settings.PUSHER_KEY:
        raise BadRequestSignature("auth_key is missing or unknown")
    if fields.get("auth_version") != "1.0":
        raise BadRequestSignature("auth_version must be 1.0")
    if not is_signed(request_words(method, path, fields), signature):
        raise BadRequestSignature("auth_signature does not fit this request")
    if not is_fresh(fields.get("auth_timestamp", ""), now):
        raise BadRequestSignature(
            f"auth_timestamp is not within {TOLERANCE_SECONDS} seconds of the server's time"
        )
    if not has_digest(fields, body):
        raise BadRequestSignature("body_md5 does not fit the body")
    return fields


def request_words(method: str, path: str, fields: Mapping[str, str]) -> str:
    signed = "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return f"{method}\n{path}\n{signed}"


def is_fresh(timestamp: str, now: float) -> bool:
    seconds = number_in(timestamp, digits=15)
    return seconds is not None and abs(seconds - now) <= TOLERANCE_SECONDS


def has_digest(fields: Mapping[str, str], body: bytes) -> bool:
    """A body must be signed by its digest; nothing may go without one."""
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    given = fields.get("body_md5")
    return given == digest if given is not None or body else True
