"""A Graph API of our own: `POST /simulator/graph/<version>/<page_id>/messages`."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Mapping
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from conversations.connectors.messenger.simulator.events import delivered, echoed
from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.models import (
    PhoneMessage,
    Trouble,
    TroubleKind,
)
from conversations.connectors.messenger.simulator.posting import (
    later,
    own_address,
    post_late,
    post_webhook,
)
from conversations.connectors.messenger.simulator.rules import (
    GraphRefusal,
    Sending,
    check_sending,
)

MAX_BODY_BYTES = 64 * 1024
LONGEST_SILENCE_SECONDS = 30.0
LATE_SECONDS = 3.0
MOST_SECONDS = 2.0  # between an answer and the echo


class Telling(Protocol):
    """Posts what follows from a message on the phone."""

    def __call__(self, message: PhoneMessage, *, base: str) -> object: ...


def tell(message: PhoneMessage, *, base: str) -> str:
    """Post the echo, and that it has arrived on the phone."""
    return post_webhook(base, message.page_id, echoed(message), delivered(message))


def tell_twice(message: PhoneMessage, *, base: str) -> None:
    """Post the same two times, the second time beside the first."""
    later(lambda: tell(message, base=base))
    tell(message, base=base)


def tell_in_disorder(message: PhoneMessage, *, base: str) -> None:
    """Post that it has arrived on the phone, and the echo long after."""
    post_webhook(base, message.page_id, delivered(message))
    post_late(base, message.page_id, echoed(message))


def tell_late(message: PhoneMessage, *, base: str) -> None:
    """Post as always, when other messages have gone out since."""
    time.sleep(LATE_SECONDS)
    tell(message, base=base)


TELLINGS: Mapping[str, Telling] = {
    TroubleKind.DOUBLED: tell_twice,
    TroubleKind.REORDERED: tell_in_disorder,
    TroubleKind.LATE_ECHO: tell_late,
}


class NoticedAnswer(HttpResponse):
    """An answer that notes when it has left."""

    def __init__(self, content: str) -> None:
        super().__init__(content, content_type="application/json")
        self.has_left = threading.Event()

    def close(self) -> None:
        super().close()
        self.has_left.set()


@csrf_exempt
@simulator_only
@require_POST
def send_message(request: HttpRequest, version: str, page_id: str) -> HttpResponse:
    """Put a message on a phone, and echo it by webhook; or make the trouble that is asked for."""
    try:
        fields = fields_of(request)
        sending = check_sending(page_id, fields, token=token_of(request, fields))
        return carry_out(sending, base=own_address(request))
    except GraphRefusal as refusal:
        return JsonResponse(refusal.as_body(), status=refusal.status)


def carry_out(sending: Sending, *, base: str) -> HttpResponse:
    trouble = Trouble.objects.take(sending.page_id)
    match trouble:
        case TroubleKind.ERROR:
            raise GraphRefusal(2, "Service temporarily unavailable", status=500)
        case TroubleKind.RATE_LIMIT:
            refusal = GraphRefusal(613, "Calls to this api have exceeded the rate limit.")
            return JsonResponse(refusal.as_body(), status=429, headers={"Retry-After": "3"})
        case TroubleKind.UNAVAILABLE:
            raise GraphRefusal(551, "This person isn't available right now.", subcode=1545041)
        case TroubleKind.TOKEN:
            raise GraphRefusal(190, "Error validating access token: Session has expired.")
        case TroubleKind.SILENT_LOST:
            keep_silent()
            return HttpResponse(status=500)
        case TroubleKind.SILENT_SENT:
            message = put_on_phone(sending)
            keep_silent()
            later(lambda: tell(message, base=base))  # nobody waits for an answer any more
            return HttpResponse(status=500)
        case TroubleKind.CUT:
            message = put_on_phone(sending)
            return answer_with(message, '{"recipient_id": "', base=base)
    message = put_on_phone(sending)
    body = json.dumps({"recipient_id": message.customer_id, "message_id": message.mid})
    return answer_with(message, body, base=base, telling=TELLINGS.get(trouble, tell))


def answer_with(
    message: PhoneMessage, body: str, *, base: str, telling: Telling = tell
) -> HttpResponse:
    answer = NoticedAnswer(body)

    def tell_when_it_has_left() -> None:
        answer.has_left.wait(MOST_SECONDS)  # it never does where nobody waits for it any more
        telling(message, base=base)

    later(tell_when_it_has_left)
    return answer


def put_on_phone(sending: Sending) -> PhoneMessage:
    return PhoneMessage.objects.create(
        page_id=sending.page_id,
        customer_id=sending.customer_id,
        from_customer=False,
        text=sending.text,
        file=sending.file,
        mid=new_mid(),
        metadata=sending.metadata,
        tag=sending.tag,
        quick_replies=list(sending.quick_replies),
    )


def new_mid() -> str:
    return f"m_{secrets.token_urlsafe(24)}"


def keep_silent() -> None:
    """Longer than our own side waits."""
    time.sleep(min(settings.MESSENGER_TIMEOUT_SECONDS + 2, LONGEST_SILENCE_SECONDS))


def fields_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request. Raises `GraphRefusal`."""
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise GraphRefusal(1, "Please reduce the amount of data you're asking for", status=413)
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise GraphRefusal(100, "The body is not JSON") from None
    if not isinstance(fields, dict):
        raise GraphRefusal(100, "The body is not a JSON object")
    return fields


def token_of(request: HttpRequest, fields: dict[str, Any]) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return str(fields.get("access_token", ""))
