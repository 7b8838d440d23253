"""Questions to the Graph API about pages: one request, one JSON object, or a reason in words.

Graph API, "Overview" (read in November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from conversations.connectors.messenger import graph_api
from conversations.connectors.messenger.answers import (
    LONGEST_REASON,
    PASSING,
    RATE_LIMITS,
    Answer,
    GraphError,
    content_of,
    error_in,
)
from conversations.connectors.messenger.token_faults import TOKEN_CODES, TokenDied
from handoff.outbox.kinds import NoAnswer, Outcome, Refused, TryAgain

LONGEST_TOKEN = 1_000

UNREACHABLE = "Facebook could not be reached; try again"
SILENT = "Facebook did not answer; try again"
UNREADABLE = "Facebook's answer could not be read"
BUSY = "Facebook takes no more questions at the moment; try again in a few minutes"


def ask(
    method: str, path: str, *, token: str = "", fields: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The answer to `GET`, `POST` or `DELETE` of a path such as `me`.

    `fields` go into the address of a GET and into the body of the others, where no log sees them.
    Raises `TokenDied`, `Refused`, `TryAgain` or `NoAnswer`, each with a sentence for people.
    """
    try:
        with requests.Session() as session:
            answer = graph_api.request(
                session,
                method,
                path,
                token=token,
                fields=fields or {},
                placed="params" if method == "GET" else "data",
            )
    except TryAgain as fault:
        raise TryAgain(UNREACHABLE) from fault
    except NoAnswer as fault:
        raise NoAnswer(SILENT) from fault
    return judged(answer)


def judged(answer: Answer) -> dict[str, Any]:
    content = content_of(answer.body)
    error = error_in(content)
    if error is not None:
        raise fault_of(error, answer)
    if answer.status == 429:
        raise TryAgain(BUSY)
    if answer.status >= 500:
        raise TryAgain(f"Facebook is disturbed at the moment (HTTP {answer.status}); try again")
    if not 200 <= answer.status < 300:
        raise Refused(f"Facebook refused it without a reason (HTTP {answer.status})")
    if not content:
        raise NoAnswer(UNREADABLE)
    return content


def fault_of(error: GraphError, answer: Answer) -> Outcome:
    """What an error of the Graph API means where nothing is sent to anybody."""
    if error.code in TOKEN_CODES:
        return TokenDied(error.subcode)
    if answer.status == 429 or error.code in RATE_LIMITS:
        return TryAgain(BUSY)
    if error.is_transient or error.code in PASSING or answer.status >= 500:
        words = f"Facebook is disturbed at the moment; try again ({error.message})"
        return TryAgain(words[:LONGEST_REASON])
    if error.code in (3, 10) or 200 <= error.code < 300:
        words = f"The Facebook app lacks the right to do this: {error.message}"
        return Refused(words[:LONGEST_REASON])
    return Refused(f"Facebook refused it: {error.message} (code {error.code})"[:LONGEST_REASON])


def is_token(text: str) -> bool:
    """Whether this can be a token at all: then it can stand in a header."""
    return (
        0 < len(text) <= LONGEST_TOKEN and text.isascii() and text.isprintable() and " " not in text
    )
