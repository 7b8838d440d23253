"""Addresses of the gateways."""

from typing import Any, cast

from django.urls import re_path

from handoff.realtime.entrance import refuse
from handoff.realtime.pusher.connection import PusherSocket
from handoff.realtime.websocket import DashboardSocket

websocket_urlpatterns: list[Any] = [
    re_path(r"^api/dashboard/ws/?$", cast(Any, DashboardSocket.as_asgi())),
    re_path(r"^app(?:/(?P<path>.*))?$", cast(Any, PusherSocket.as_asgi())),
    re_path(r"", cast(Any, refuse)),
]
