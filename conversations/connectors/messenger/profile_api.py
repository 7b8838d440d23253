"""Asking Facebook what a customer is called.

Messenger Platform, "User Profile API" (read in November 2026): `GET /{psid}?fields=…` with the
page's token answers `{"id", "name", "first_name", "last_name"}`. Nothing changes there, so asking
twice is harmless. Some people's names are kept from us; Facebook says so as an error (code 100,
subcodes 33 and 2018218, or a missing permission).
"""

from __future__ import annotations

from typing import Any

from conversations.connectors.messenger import questions
from conversations.connectors.messenger.reading import word_of
from conversations.connectors.messenger.token_faults import TokenDied
from customers.actions import Names
from handoff.outbox.kinds import NoAnswer, Refused, Stale, TryAgain

FIELDS = "first_name,last_name,name"
LONGEST_NAME = 300


def look_up(customer_id: str, *, access_token: str) -> Names:
    """The customer's names, empty where Facebook tells none.

    Raises `TryAgain` where it may answer later, `Stale` where it keeps the names for itself,
    `TokenDied` or `Refused` where the page's token is no good.
    """
    if not questions.is_token(access_token):
        raise Refused("The page's access token has characters that no token has")
    try:
        return names_in(
            questions.ask("GET", customer_id, token=access_token, fields={"fields": FIELDS})
        )
    except NoAnswer as fault:
        raise TryAgain(str(fault)) from fault
    except TokenDied:
        raise
    except Refused as fault:
        raise Stale(f"Messenger does not tell the name. {fault}") from fault


def names_in(profile: dict[str, Any]) -> Names:
    first_name = word_of(profile, "first_name", LONGEST_NAME)
    last_name = word_of(profile, "last_name", LONGEST_NAME)
    name = word_of(profile, "name", LONGEST_NAME)
    return Names.cut(
        name=name if name.strip() else f"{first_name} {last_name}",
        first_name=first_name,
        last_name=last_name,
    )
