"""Who may open a socket: the address names our application, in a protocol that is spoken here."""

from __future__ import annotations

from urllib.parse import parse_qs

from django.conf import settings

from handoff.numbers import number_in
from handoff.realtime import knocking
from handoff.realtime.entrance import Scope, network_asking
from handoff.realtime.errors import TooManyRefused
from handoff.realtime.pusher import codes

PROTOCOLS = range(5, 8)


def check_address(scope: Scope) -> None:
    """Whether this is the application's socket, in a protocol that is spoken here.

    Raises `Refused`; `OverCapacity` for an address that has been refused too often.
    """
    key = (scope["url_route"]["kwargs"].get("path") or "").strip("/")
    if not key or "/" in key:
        raise codes.UnknownPath
    if key != settings.PUSHER_KEY:
        try:
            knocking.refusals.count(network_asking(scope))
        except TooManyRefused as fault:
            raise codes.OverCapacity(fault.text) from fault
        raise codes.UnknownKey
    version = parse_qs(scope["query_string"].decode("latin-1")).get("protocol", [""])[-1]
    if not version:
        raise codes.NoProtocol
    number = number_in(version, digits=3)
    if number is None:
        raise codes.OddProtocol
    if number not in PROTOCOLS:
        raise codes.UnknownProtocol
