"""Carries out what a dashboard client asks, and words the answer. It always comes."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error as DatabaseFault

from handoff import commands
from handoff.actor import Actor
from handoff.errors import HandoffError, Internal
from handoff.realtime import limits
from handoff.realtime.dialects.dashboard import requests
from handoff.realtime.dialects.dashboard.requests import Request
from handoff.realtime.standing import still
from handoff.realtime.threads import orders

log = logging.getLogger(__name__)


async def answer(actor: Actor, text: str | None) -> dict[str, Any]:
    """The reply or error frame for one frame of a client; `text` is None for one without."""
    request: Request | None = None
    try:
        try:
            request = requests.read_request(text)
        finally:
            limits.allowances.spend(actor)  # what cannot be read counts too
        return requests.reply_frame(await _carry_out(actor, request), request)
    except HandoffError as error:
        known = request or error
        return requests.error_frame(error, request_id=getattr(known, "request_id", None))
    except Exception:
        log.exception("A message on the dashboard's socket could not be answered")
        return requests.error_frame(Internal(), request_id=request.request_id if request else None)


async def _carry_out(actor: Actor, request: Request) -> requests.Frame:
    if request.type in requests.PONGS:
        return requests.PONGS[request.type]
    order = requests.order_for(request)
    try:
        output = await orders.run(_run, actor, order.command, order.arguments(request))
    except DatabaseFault as fault:
        log.exception("The database failed at %s", order.command)
        raise order.on_database_fault from fault
    return order.reply(output)


def _run(actor: Actor, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return commands.run(still(actor), command, arguments)
