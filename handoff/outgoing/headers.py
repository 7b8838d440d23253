"""Headers: those that prove who sent a request, and the one that says when to come again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from handoff.numbers import number_in


def signature_headers(secret: str, body: bytes, *, at: int) -> dict[str, str]:
    """Headers that prove that we sent this body at this time, in seconds since 1970.

    `X-Handoff-Signature` is `sha256=` and the hex HMAC-SHA256, under the secret, of the text of
    `X-Handoff-Timestamp`, a full stop and the body.
    """
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Handoff-Timestamp": str(at), "X-Handoff-Signature": f"sha256={digest}"}


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, which gives them or a date (RFC 9110, 10.2.3); None
    where it is missing or nonsense. Bounding them is for the caller."""
    text = headers.get("Retry-After", "").strip()
    seconds = number_in(text, digits=9)
    if seconds is not None:
        return float(seconds)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
