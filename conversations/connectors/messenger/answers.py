"""What the Send API's answers mean, and how we say so.

Source: Messenger Platform, "Common error codes", updated 18 March 2026, and Graph API, "Handle
errors" and "Rate limits", read in November 2026. Codes that are not in the tables are refusals
and are shown with Facebook's own words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversations.connectors.messenger.token_faults import TOKEN_CODES, TokenDied
from handoff.outbox.kinds import NoAnswer, Refused, TryAgain
from handoff.outgoing.headers import retry_after

LONGEST_PAUSE_SECONDS = 30 * 60
LONGEST_REASON = 300

# Too many calls: of the app (4), the user (17), the page (32), any (613), Messenger's own (80006).
RATE_LIMITS = {4, 17, 32, 613, 80006}
# An unknown fault (1), service down (2), "temporary send message failure" (1200).
PASSING = {1, 2, 1200}
# "Received invalid JSON reply": sent, says the table, although the answer is an error.
PERHAPS_SENT = {(1, 1357046)}

UNAVAILABLE = "This person is not available on Messenger"
TOO_LATE = "Messenger's time to answer is over; the customer has to write again first"
NO_RIGHT = "Facebook does not allow this app to write for the page"
RATE = "Messenger takes no more messages at the moment"

# By code and subcode; subcode 0 stands for all others of that code.
REASONS: dict[tuple[int, int], str] = {
    (10, 2018065): TOO_LATE,
    (10, 2018278): TOO_LATE,
    (10, 2018108): UNAVAILABLE,
    (10, 0): NO_RIGHT,
    (100, 2018001): "Messenger knows no such person on this page",
    (200, 1545041): UNAVAILABLE,
    (200, 2018028): "The app is in development: it may write to its own testers only",
    (200, 0): NO_RIGHT,
    (230, 0): NO_RIGHT,
    (368, 0): "Facebook has blocked the page from sending for the time being",
    (551, 0): UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer. Header names are found whatever their case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class GraphError:
    """The Graph API's `error` object."""

    code: int
    subcode: int
    is_transient: bool
    message: str


def judge(answer: Answer) -> str:
    """The `mid` of a message that was sent. Raises `TryAgain`, `Refused` or `NoAnswer`."""
    content = content_of(answer.body)
    error = error_in(content)
    if error is not None and answer.status >= 400:
        raise outcome_of(error, answer)
    if 200 <= answer.status < 300:
        mid = content.get("message_id")
        if isinstance(mid, str) and 0 < len(mid) <= 255:
            return mid
        raise NoAnswer("Messenger's answer could not be read")
    raise outcome_without_error(answer)


def judge_upload(answer: Answer) -> str:
    """The `attachment_id` of a file that was taken. Raises `TryAgain` or `Refused`: nobody has been
    told anything yet, so what has no clear answer is done again."""
    try:
        content = content_of(answer.body)
        error = error_in(content)
        if error is not None and answer.status >= 400:
            raise outcome_of(error, answer)
        attachment_id = content.get("attachment_id")
        if 200 <= answer.status < 300:
            # Digits, in documents as a text, in some answers as a number.
            if isinstance(attachment_id, str | int) and 0 < len(str(attachment_id)) <= 100:
                return str(attachment_id)
            raise NoAnswer("Messenger's answer could not be read")
        raise outcome_without_error(answer)
    except NoAnswer as outcome:
        raise TryAgain(str(outcome)) from outcome


def outcome_of(error: GraphError, answer: Answer) -> TryAgain | Refused | NoAnswer:
    """What an error of the Graph API means."""
    if (error.code, error.subcode) in PERHAPS_SENT:
        return NoAnswer("Messenger answered with an error that is known from sent messages")
    if answer.status == 429 or error.code in RATE_LIMITS:
        return TryAgain(RATE, after_seconds=pause_of(answer))
    if error.is_transient or error.code in PASSING or answer.status >= 500:
        reason = f"Messenger is disturbed: {error.message}"
        return TryAgain(reason[:LONGEST_REASON], after_seconds=pause_of(answer))
    if error.code in TOKEN_CODES:
        return TokenDied(error.subcode)
    known = REASONS.get((error.code, error.subcode)) or REASONS.get((error.code, 0))
    words = f"Messenger refused it: {error.message} (code {error.code})"
    return Refused((known or words)[:LONGEST_REASON])


def outcome_without_error(answer: Answer) -> TryAgain | Refused | NoAnswer:
    """What an answer means that the Graph API did not word.

    502 and 504 are a gateway's: it had no answer either, and cannot know.
    """
    if answer.status in (408, 429):
        return TryAgain(RATE, after_seconds=pause_of(answer))
    if answer.status >= 500:
        if answer.body.strip() and answer.status not in (502, 504):
            reason = f"Messenger is disturbed (HTTP {answer.status})"
            return TryAgain(reason, after_seconds=pause_of(answer))
        return NoAnswer(f"Messenger did not say what became of it (HTTP {answer.status})")
    return Refused(f"Messenger refused it without a reason (HTTP {answer.status})")


def content_of(body: bytes) -> dict[str, Any]:
    """The answer's JSON object; empty where it is none."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def error_in(content: Mapping[str, Any]) -> GraphError | None:
    error = content.get("error")
    if not isinstance(error, dict) or not isinstance(error.get("code"), int):
        return None
    subcode = error.get("error_subcode")
    return GraphError(
        code=error["code"],
        subcode=subcode if isinstance(subcode, int) else 0,
        is_transient=error.get("is_transient") is True,
        message=str(error.get("message", "")).strip() or "no reason given",
    )


def pause_of(answer: Answer) -> float | None:
    """`Retry-After` in seconds, half an hour at most; None where it says nothing."""
    seconds = retry_after(answer.headers)
    return None if seconds is None else min(max(seconds, 1.0), LONGEST_PAUSE_SECONDS)
