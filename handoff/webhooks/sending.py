"""One request to an endpoint: what it carries, how it is signed, what comes back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings

from handoff.outgoing.asking import Reply, posting
from handoff.outgoing.faults import OutgoingFault
from handoff.outgoing.headers import retry_after, signature_headers

SECONDS = 10.0
MOST_BYTES = 64 * 1024
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an endpoint answered. `text`: the first 500 characters, where they were wanted.
    `retry_after_seconds`: how long it asks to be left alone, if it says so."""

    status: int
    text: str = ""
    retry_after_seconds: float | None = None

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def ask(
    url: str,
    secrets: Sequence[str],
    body: Mapping[str, Any],
    *,
    attempt: int,
    reads_success: bool = False,
) -> Answer:
    """POST `body`, whose `id` names the event. Raises `OutgoingFault`.

    `reads_success`: read the text of an answer of success too, which nobody but a test wants.
    """
    raw = orjson.dumps(body)
    with posting(
        url,
        body=raw,
        headers=headers_for(secrets, raw, event_id=body["id"], attempt=attempt),
        seconds=SECONDS,
        most_bytes=MOST_BYTES,
        allow_private=settings.BOT_PRIVATE_ADDRESSES,
    ) as reply:
        is_read = reads_success or not 200 <= reply.status < 300
        return Answer(
            status=reply.status,
            text=beginning_of(reply) if is_read else "",
            retry_after_seconds=retry_after(reply.headers),
        )


def headers_for(
    secrets: Sequence[str], raw: bytes, *, event_id: str, attempt: int
) -> dict[str, str]:
    """The signature of this moment, once for each secret in force, with commas between."""
    signed = [signature_headers(secret, raw, at=int(time.time())) for secret in secrets]
    return {
        "X-Handoff-Timestamp": signed[0]["X-Handoff-Timestamp"],
        "X-Handoff-Signature": ", ".join(headers["X-Handoff-Signature"] for headers in signed),
        "Idempotency-Key": event_id,
        "X-Handoff-Attempt": str(attempt),
    }


def beginning_of(reply: Reply) -> str:
    """The first words of an answer, as far as they come in time."""
    raw = b""
    try:
        for piece in reply.pieces():
            raw += piece
            if len(raw) >= 4 * LONGEST_TEXT:  # a character has four bytes at most
                break
    except OutgoingFault:
        pass  # what came before it counts
    return raw.decode(errors="replace").replace("\x00", "")[:LONGEST_TEXT]
