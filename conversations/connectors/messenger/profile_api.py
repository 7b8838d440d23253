"""Asking Facebook what a customer is called: one GET, one answer, judged.

Messenger Platform, "User Profile API" (read in November 2026): `GET /{psid}?fields=…` with the
page's token answers `{"id", "name", "first_name", "last_name"}`. Nothing changes there, so asking
twice is harmless. Some people's names are kept from us; Facebook says so as an error (code 100,
subcodes 33 and 2018218, or a missing permission).
"""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings

from conversations.connectors.messenger.answers import (
    Answer,
    content_of,
    error_in,
    outcome_of,
    outcome_without_error,
)
from conversations.connectors.messenger.reading import word_of
from conversations.connectors.messenger.send_api import Bearer, proof_of, read, session
from conversations.connectors.messenger.send_api import outcome_of as outcome_of_fault
from customers.actions import Names
from handoff.outbox.kinds import NoAnswer, Refused, Stale, TryAgain

FIELDS = "first_name,last_name,name"
DEAD_TOKEN = 190
LONGEST_NAME = 300


def look_up(customer_id: str, *, access_token: str) -> Names:
    """The customer's names, empty where Facebook tells none.

    Raises `TryAgain` where it may answer later, `Stale` where it keeps the names for itself,
    `Refused` where the page's token is no good.
    """
    if not (access_token.isascii() and access_token.isprintable()):
        raise Refused("The page's access token has characters that no token has")
    try:
        return names_in(judged(ask(customer_id, access_token)))
    except NoAnswer as fault:
        raise TryAgain(str(fault)) from fault


def ask(customer_id: str, access_token: str) -> Answer:
    query = {"fields": FIELDS}
    if settings.MESSENGER_APP_SECRET:
        query["appsecret_proof"] = proof_of(access_token)
    seconds = settings.MESSENGER_TIMEOUT_SECONDS
    version = settings.MESSENGER_GRAPH_VERSION
    try:
        with session().get(
            f"{settings.MESSENGER_GRAPH_URL}/{version}/{customer_id}",
            params=query,
            auth=Bearer(access_token),
            timeout=(seconds, seconds),
            allow_redirects=False,
            stream=True,
        ) as response:
            return Answer(response.status_code, response.headers, read(response))
    except requests.RequestException as fault:
        raise outcome_of_fault(fault) from fault


def judged(answer: Answer) -> dict[str, Any]:
    """The profile. Raises as `look_up` does."""
    content = content_of(answer.body)
    error = error_in(content)
    if error is None:
        if 200 <= answer.status < 300 and content:
            return content
        raise (
            outcome_without_error(answer)
            if answer.status >= 300
            else NoAnswer("Messenger's answer could not be read")
        )
    outcome = outcome_of(error, answer)
    if isinstance(outcome, Refused) and error.code != DEAD_TOKEN:
        raise Stale(f"Messenger does not tell the name: {error.message} (code {error.code})")
    raise outcome


def names_in(profile: dict[str, Any]) -> Names:
    first_name = word_of(profile, "first_name", LONGEST_NAME)
    last_name = word_of(profile, "last_name", LONGEST_NAME)
    name = word_of(profile, "name", LONGEST_NAME)
    return Names.cut(
        name=name if name.strip() else f"{first_name} {last_name}",
        first_name=first_name,
        last_name=last_name,
    )
