"""How many visitors one address may bring: 300 a minute, so that nobody fills the table."""

from __future__ import annotations

from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from handoff.accounts.refusals import count_one_more, minute_key, seconds_to_wait

ARRIVALS_PER_MINUTE = 300


class ArrivalThrottle(BaseThrottle):
    """Counts every arrival; a house behind one address has room for many."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        key = minute_key("arrivals", request)
        return count_one_more(key) <= ARRIVALS_PER_MINUTE

    def wait(self) -> float:
        return seconds_to_wait()


class TooManyArrivals(Throttled):
    default_detail = "Too many visitors from this address."
    extra_detail_singular = "Try again in {wait} second."
    extra_detail_plural = "Try again in {wait} seconds."
