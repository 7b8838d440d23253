"""The door Messenger knocks on: `GET` and `POST /webhooks/messenger`.

Messenger Platform, "Webhooks" (read in November 2026): every call is signed with the app's
secret; what is not answered 200 within 20 seconds is sent again, and a webhook that keeps failing
is switched off. So news is stored and answered 200, also news that we cannot use; only where our
own database failed, or where a batch takes too long, 503 asks for it again. Storing is idempotent,
so a repetition is harmless. A batch holds up to 1,000 items; one that stays within 1 MiB is taken,
however many they are.

What another app of the page is told while we stand by (`standby`), and news of the page's wall
(`changes`), are none of our business: counted, logged and left alone, so they wake no bot.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from conversations.connectors.messenger.items import Item
from conversations.connectors.messenger.reading import Malformed
from conversations.connectors.messenger.receiving import receive
from conversations.connectors.messenger.translate import translate
from handoff.errors import Conflict, Forbidden, HandoffError, Invalid, TooLarge, to_rest

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
LONGEST_BATCH_SECONDS = 15.0  # the rest is asked for again; what is stored then goes fast
OTHERS_NEWS = ("standby", "changes")
MOST_FAULTS_NAMED = 10  # in the log, of a batch that may be nothing but faults
TRIES = 3  # for an item that lost a race against another process


@csrf_exempt
@require_http_methods(["GET", "POST"])
def messenger_webhook(request: HttpRequest) -> HttpResponse:
    """Messenger's challenge, or its news. Answers `{"received", "refused", "skipped"}`."""
    try:
        return answer_challenge(request) if request.method == "GET" else take_news(request)
    except HandoffError as error:
        return JsonResponse(to_rest(error), status=error.status)


def answer_challenge(request: HttpRequest) -> HttpResponse:
    """Prove to Facebook that this address is ours: it shows the token that we chose."""
    token = request.GET.get("hub.verify_token", "")
    expected = settings.MESSENGER_VERIFY_TOKEN
    right = bool(expected) and constant_time_compare(token, expected)
    if request.GET.get("hub.mode") != "subscribe" or not right:
        raise Forbidden("The verify token is wrong")
    return HttpResponse(request.GET.get("hub.challenge", ""), content_type="text/plain")


def take_news(request: HttpRequest) -> JsonResponse:
    body = read_body(request)
    if not is_signed(body, request.headers.get("X-Hub-Signature-256", "")):
        raise Forbidden("The signature is missing or wrong")
    entries = entries_of(body)
    outcomes = take_items(items_of(entries))
    outcomes["skipped"] += others_news(entries)
    if outcomes["again"]:
        return JsonResponse({"error": "Not everything could be stored, send it again"}, status=503)
    return JsonResponse({name: outcomes[name] for name in ("received", "refused", "skipped")})


def read_body(request: HttpRequest) -> bytes:
    """The raw body, at most 1 MiB of it. Raises `TooLarge`."""
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"The request is larger than {MAX_BODY_BYTES} bytes")
    return body


def is_signed(body: bytes, header: str) -> bool:
    """Whether Facebook's signature of the raw body is right. Without a secret none is."""
    return bool(settings.MESSENGER_APP_SECRET) and constant_time_compare(header, sign(body))


def sign(body: bytes) -> str:
    """The value of `X-Hub-Signature-256` for a body."""
    key = settings.MESSENGER_APP_SECRET.encode()
    return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()


def entries_of(body: bytes) -> list[Any]:
    """The batch's entries. Raises `Invalid` for what no webhook of a page looks like."""
    try:
        batch = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("The body is not JSON") from None
    if not isinstance(batch, dict):
        raise Invalid("The body is not a JSON object")
    if batch.get("object") != "page":
        raise Invalid('The object is not "page"')
    entries = batch.get("entry")
    if not isinstance(entries, list):
        raise Invalid("entry is not a list")
    return entries


def items_of(entries: list[Any]) -> list[tuple[object, object]]:
    """Each item with the id of its page. An entry that cannot be read is one item that is none."""
    items: list[tuple[object, object]] = []
    for entry in entries:
        messaging = entry.get("messaging", []) if isinstance(entry, dict) else None
        if isinstance(messaging, list):
            items += [(entry.get("id"), raw) for raw in messaging]
        else:
            items.append((None, None))
    return items


def others_news(entries: list[Any]) -> int:
    """How much of the batch is for others."""
    found: Counter[str] = Counter()
    for entry in entries:
        for name in OTHERS_NEWS:
            news = entry.get(name) if isinstance(entry, dict) else None
            found[name] += len(news) if isinstance(news, list) else 0
    for name, number in found.items():
        if number:
            logger.info("Left alone: %d of %s", number, name)
    return found.total()


def take_items(items: list[tuple[object, object]]) -> Counter[str]:
    """How it went, counted. Those that there was no time for count as `again`."""
    ends_at = time.monotonic() + LONGEST_BATCH_SECONDS
    outcomes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for number, (page_id, raw) in enumerate(items):
        if time.monotonic() > ends_at:
            outcomes["again"] += len(items) - number
            logger.warning("A batch of %d items took too long at number %d", len(items), number)
            break
        try:
            outcomes[take_item(translate(page_id, raw))] += 1
        except Malformed as fault:
            outcomes["refused"] += 1
            faults[str(fault)] += 1
    for words, number in faults.most_common(MOST_FAULTS_NAMED):
        logger.warning("Refused %d of the %d items of a webhook: %s", number, len(items), words)
    return outcomes


def take_item(item: Item) -> str:
    """How it went: `received`, `skipped`, `refused`, or `again` where a repetition may help."""
    for _ in range(TRIES):
        try:
            return "received" if receive(item) else "skipped"
        except (IntegrityError, Conflict):
            continue  # two processes stored the same customer at once: look again
        except (OperationalError, InterfaceError):
            logger.exception("The database refused an item of page %s", item.page_id)
            return "again"
        except Exception:
            logger.exception("An item of page %s could not be stored", item.page_id)
            return "refused"
    logger.error("An item of page %s lost %d races", item.page_id, TRIES)
    return "again"
