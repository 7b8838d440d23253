"""Signed webhooks to our own server, over real HTTP, as Messenger posts them."""

from __future__ import annotations

import ipaddress
import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from django.http import HttpRequest

from conversations.connectors.messenger.webhook import sign

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20  # as long as Messenger waits
HELD_BACK_SECONDS = 0.7  # a webhook that others overtake

_under_way: set[Callable[[], None]] = set()
_changed = threading.Condition()


def own_address(request: HttpRequest) -> str:
    """Where this server listens, seen from itself: `http://127.0.0.1:8000`. Not the `Host` header,
    which anybody may choose."""
    name = request.META.get("SERVER_NAME", "")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        host = "127.0.0.1"
    else:
        host = f"[{address}]" if address.version == 6 else str(address)
    return f"http://{host}:{request.META['SERVER_PORT']}"


def post_webhook(base: str, page_id: str, *items: dict[str, Any]) -> str:
    """Post one batch; empty if it was answered 200, else what went wrong, in a sentence."""
    entry = {"id": page_id, "time": now_ms(), "messaging": items}
    body = json.dumps({"object": "page", "entry": [entry]}).encode()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body)}
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy stands between us and ourselves
            answer = session.post(
                f"{base}/webhooks/messenger", data=body, headers=headers, timeout=TIMEOUT_SECONDS
            )
    except requests.RequestException as fault:
        logger.warning("The webhook could not be posted: %s", fault)
        return "Handoff did not answer"
    if answer.status_code != 200:
        return f"Handoff answered {answer.status_code}: {answer.text[:200]}"
    if answer.json().get("refused"):
        return "Handoff could not read it; its log says why"
    return ""


def post_late(base: str, page_id: str, *items: dict[str, Any]) -> str:
    """Post it when later ones have overtaken it."""
    time.sleep(HELD_BACK_SECONDS)
    return post_webhook(base, page_id, *items)


def later(deed: Callable[[], Any]) -> None:
    """Begin it now, beside the running request. It must not use the database."""

    def run() -> None:
        try:
            deed()
        finally:
            with _changed:
                _under_way.discard(run)
                _changed.notify_all()

    with _changed:
        _under_way.add(run)
    threading.Thread(target=run, name="simulator", daemon=True).start()


def wait_for_posts(timeout_seconds: float = 10) -> bool:
    """Wait until nothing is under way any more; False if it took too long. For tests."""
    with _changed:
        return _changed.wait_for(lambda: not _under_way, timeout_seconds)


def now_ms() -> int:
    return time.time_ns() // 1_000_000
