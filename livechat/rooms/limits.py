"""How many devices one address may bring into rooms: 120 a minute, for a hotel may be behind it.

Wrong PINs have limits of their own (`customers.rooms`).
"""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from handoff.accounts.refusals import count_one_more, minute_key, seconds_to_wait

ENTRIES_PER_MINUTE = 120


class EntryThrottle(BaseThrottle):
    """Counts every try, whatever comes of it."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return count_one_more(minute_key("room-entries", request)) <= ENTRIES_PER_MINUTE

    def wait(self) -> float:
        return seconds_to_wait()
