"""`/apps/<id>/…`: what Pusher's server libraries ask, signed with the application's secret.

Events are told to whoever is subscribed at the moment; what is asked about channels is answered
from the roll, for all processes.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from handoff.errors import Invalid, NotFound, TooLarge
from handoff.realtime.pusher import occupancy
from handoff.realtime.pusher.asked import (
    Asked,
    batch_from,
    check_counts_users,
    event_from,
    infos_from,
    object_from,
)
from handoff.realtime.pusher.channels import LONGEST_NAME, Kind, is_well_formed, kind_of
from handoff.realtime.pusher.codes import OddChannel
from handoff.realtime.pusher.serving import broadcast
from handoff.realtime.pusher.signatures import check_request
from handoff.rest import MAX_BODY_BYTES


class SignedView(APIView):
    """Whoever signs with the secret is the application itself: no account, no company."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            raise TooLarge(f"The request is larger than {MAX_BODY_BYTES} bytes")
        self.body = request._request.body
        self.fields = check_request(
            request.method or "", request.path, request.META["QUERY_STRING"], self.body, time.time()
        )
        if kwargs["app_id"] != settings.PUSHER_APP_ID:
            raise NotFound("There is no application with this number")


class EventsView(SignedView):
    """`{"name", "data", "channel" | "channels", "socket_id"?, "info"?}` → `{}`, with `info`
    `{"channels": {name: counts}}`."""

    def post(self, request: Request, app_id: str) -> Response:
        asked = event_from(object_from(self.body))
        check(asked)
        broadcast(asked.cast)
        if not asked.info:
            return Response({})
        return Response({"channels": counts_of(asked)})


class BatchView(SignedView):
    """`{"batch": [event, …]}` → `{}`, with `info` in an event `{"batch": [counts, …]}`."""

    def post(self, request: Request, app_id: str) -> Response:
        batch = batch_from(object_from(self.body))
        for asked in batch:
            check(asked)
        for asked in batch:
            broadcast(asked.cast)
        if not any(asked.info for asked in batch):
            return Response({})
        return Response({"batch": [next(iter(counts_of(asked).values())) for asked in batch]})


class ChannelsView(SignedView):
    """`?filter_by_prefix=&info=` → `{"channels": {name: counts}}`, those that are occupied."""

    def get(self, request: Request, app_id: str) -> Response:
        wanted = infos_from(self.fields.get("info"))
        prefix = self.fields.get("filter_by_prefix", "")
        if len(prefix) > LONGEST_NAME or "\x00" in prefix:
            raise Invalid("filter_by_prefix is not how a channel's name begins")
        check_counts_users(wanted, (prefix,))
        return Response({"channels": occupancy.channels(prefix, wanted)})


class ChannelView(SignedView):
    """`?info=` → `{"occupied", …counts}`."""

    def get(self, request: Request, app_id: str, channel: str) -> Response:
        wanted = infos_from(self.fields.get("info"))
        check_counts_users(wanted, (checked(channel),))
        return Response(occupancy.states([channel], wanted)[channel])


class UsersView(SignedView):
    """`{"users": [{"id"}]}` of a presence channel."""

    def get(self, request: Request, app_id: str, channel: str) -> Response:
        if kind_of(checked(channel)) is not Kind.PRESENCE:
            raise Invalid("Users are known of presence channels only")
        return Response({"users": [{"id": user_id} for user_id in occupancy.users(channel)]})


def checked(channel: str) -> str:
    if not is_well_formed(channel):
        raise Invalid(OddChannel.sentence)
    return channel


def check(asked: Asked) -> None:
    check_counts_users(asked.info, asked.cast.channels)


def counts_of(asked: Asked) -> dict[str, dict[str, Any]]:
    states = occupancy.states(asked.cast.channels, asked.info)
    return {name: {info: state[info] for info in asked.info} for name, state in states.items()}
