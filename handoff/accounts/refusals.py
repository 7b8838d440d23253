"""How many refused sign-ins one address may make: 60 a minute, then it waits for the next one.

Contract README, "Who is asking": limits leave room for 60 refused connections a minute per
address. Only refusals count, so that a house behind one address is not hindered. They are counted
in Django's cache, which may be one per process: then the limit holds per process.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from handoff.proxies import network_of

if TYPE_CHECKING:
    from rest_framework.views import APIView

REFUSALS_PER_MINUTE = 60


class TooManyRefusals(Throttled):
    default_detail = "Too many failed attempts."
    extra_detail_singular = "Try again in {wait} second."
    extra_detail_plural = "Try again in {wait} seconds."


class RefusalThrottle(BaseThrottle):
    """DRF's question whether a request may go on."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return not is_over_limit(request)

    def wait(self) -> float:
        return seconds_to_wait()


def is_over_limit(request: Request | HttpRequest) -> bool:
    """Whether this address has used up its refusals of the running minute."""
    return int(cache.get(_key(request), 0)) >= REFUSALS_PER_MINUTE


def count_refusal(request: Request | HttpRequest) -> None:
    """One more refusal for the address of this request."""
    count_one_more(_key(request))


def count_one_more(key: str) -> int:
    """How often this was counted under its `minute_key`, this time included. What the cache had
    to forget, being full, begins again."""
    cache.add(key, 0, timeout=120)
    try:
        return int(cache.incr(key))
    except ValueError:  # forgotten between the two
        cache.set(key, 1, timeout=120)
        return 1


def seconds_to_wait() -> int:
    """Until the next minute begins."""
    return 60 - int(time.time()) % 60


def _key(request: Request | HttpRequest) -> str:
    return minute_key("refusals", request)


def minute_key(what: str, request: Request | HttpRequest) -> str:
    """Where something is counted: by network of the address, and minute."""
    return f"{what}:{network_of(request.META.get('REMOTE_ADDR', ''))}:{int(time.time()) // 60}"
