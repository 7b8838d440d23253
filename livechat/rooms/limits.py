"""How many devices one address may bring into rooms: 120 a minute, for a hotel may be behind it.
How much one guest may say: 120 messages a minute, on all devices and doors together.

Wrong PINs have limits of their own (`customers.room_lockout`).
"""

from __future__ import annotations

import time

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from handoff.accounts.refusals import (
    TooManyRefusals,
    count_one_more,
    minute_key,
    seconds_to_wait,
)
from handoff.actor import Actor

ENTRIES_PER_MINUTE = 120
MESSAGES_PER_MINUTE = 120


class TooManyMessages(TooManyRefusals):
    default_detail = "Too many messages."


def count_message(actor: Actor) -> None:
    """Count one try of a guest to say something; the staff is not counted. Raises
    `TooManyMessages`."""
    if actor.is_team:
        return
    if count_one_more(f"said:{actor.identity}:{int(time.time()) // 60}") > MESSAGES_PER_MINUTE:
        raise TooManyMessages(seconds_to_wait())


class EntryThrottle(BaseThrottle):
    """Counts every try, whatever comes of it."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return count_one_more(minute_key("room-entries", request)) <= ENTRIES_PER_MINUTE

    def wait(self) -> float:
        return seconds_to_wait()
