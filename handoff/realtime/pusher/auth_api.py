"""`POST /pusher/auth`: signs what a socket may subscribe to (contract README, "Document 5").

Form fields or JSON: `socket_id`, `channel_name`. 200 `{"auth"}`, for presence channels also
`channel_data`; every refusal is a 403, the missing token's too.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conversations.staff import staff_data, staff_name_of
from customers.participants import ParticipantAuthentication, participant_or_team
from handoff.accounts.authentication import SessionCookieAuthentication
from handoff.accounts.models import User
from handoff.accounts.permissions import IsSignedIn
from handoff.accounts.refusals import count_one_more, seconds_to_wait
from handoff.actor import Actor
from handoff.errors import Forbidden, Invalid, NotAuthenticated, NotFound, TooLarge
from handoff.realtime.errors import TooManyRequests
from handoff.realtime.pusher import grants
from handoff.realtime.pusher.channels import Kind, is_well_formed, kind_of
from handoff.realtime.pusher.models import LONGEST_SOCKET_ID
from handoff.realtime.pusher.reserved import DOOR, place_to_sign
from handoff.realtime.pusher.signatures import auth_for
from handoff.rest import BoundedJSONParser, answer_exception, as_refusal

PER_MINUTE = 300
MOST_BYTES = 16 * 1024
SOCKET_ID = re.compile(r"[0-9]+\.[0-9]+")


class TooManySubscriptions(TooManyRequests):
    what = "subscriptions"


class AuthView(APIView):
    """With a token in the header, no CSRF token is needed; with the pages' cookie it is."""

    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes = (IsSignedIn,)
    parser_classes = (FormParser, MultiPartParser, BoundedJSONParser)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MOST_BYTES:
            raise TooLarge(f"The request is larger than {MOST_BYTES} bytes")

    def post(self, request: Request) -> Response:
        actor = participant_or_team(request, door=DOOR)
        if count_one_more(f"pusher:{actor.identity}:{int(time.time()) // 60}") > PER_MINUTE:
            raise TooManySubscriptions(seconds_to_wait())
        socket_id, channel = asked(request)
        place_to_sign(actor, channel)
        channel_data = None
        if kind_of(channel) is Kind.PRESENCE:
            channel_data = member_text(person_of(request, actor))
        grants.grant(actor, socket_id=socket_id, channel=channel)
        words = {"auth": auth_for(socket_id, channel, channel_data)}
        return Response(words if channel_data is None else {**words, "channel_data": channel_data})

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return answer_refusal


def answer_refusal(fault: Exception, context: dict[str, Any]) -> Response:
    """Whatever stands against it, 403: that is what Pusher's clients are told."""
    response = answer_exception(fault, context)
    refusal = fault if isinstance(fault, UnsupportedMediaType) else as_refusal(fault)
    if isinstance(refusal, NotAuthenticated | Invalid | NotFound | UnsupportedMediaType):
        response.status_code = HTTPStatus.FORBIDDEN
        del response.headers["WWW-Authenticate"]
    return response


def asked(request: Request) -> tuple[str, str]:
    """Socket and channel. Raises `Invalid`."""
    try:
        fields = request.data if hasattr(request.data, "get") else {}
    except SuspiciousOperation as fault:  # Django's word for too many fields
        raise Invalid from fault
    socket_id, channel = fields.get("socket_id"), fields.get("channel_name")
    if not isinstance(socket_id, str) or len(socket_id) > LONGEST_SOCKET_ID:
        raise Invalid("socket_id is required")
    if not SOCKET_ID.fullmatch(socket_id):
        raise Invalid("socket_id must be two numbers with a point between them")
    if not isinstance(channel, str) or not is_well_formed(channel):
        raise Invalid("channel_name is not the name of a channel")
    return socket_id, channel


def person_of(request: Request, actor: Actor) -> User:
    """Who is there. A machine is nobody who is there. Raises `Forbidden`."""
    if actor.key_id is not None or not isinstance(request.user, User):
        raise Forbidden("Only people are members of a presence channel")
    return request.user


def member_text(user: User) -> str:
    """`channel_data`: who it is, and what the others read of them."""
    shown = staff_data(user, name=staff_name_of(user))
    info = {"name": shown["name"], "role": shown["role"], "image": shown["profile_image"]}
    return json.dumps({"user_id": str(user.pk), "user_info": info})
