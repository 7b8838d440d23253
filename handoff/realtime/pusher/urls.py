"""Addresses of Pusher's door over HTTP, each with and without a slash at the end."""

from django.urls import re_path

from handoff.realtime.pusher.auth_api import AuthView
from handoff.realtime.pusher.http_api import (
    BatchView,
    ChannelsView,
    ChannelView,
    EventsView,
    UsersView,
)

APP = r"^apps/(?P<app_id>[0-9]{1,20})"

urlpatterns = [
    re_path(r"^pusher/auth/?$", AuthView.as_view(), name="pusher-auth"),
    re_path(APP + r"/events/?$", EventsView.as_view()),
    re_path(APP + r"/batch_events/?$", BatchView.as_view()),
    re_path(APP + r"/channels/?$", ChannelsView.as_view()),
    re_path(APP + r"/channels/(?P<channel>[^/]+)/?$", ChannelView.as_view()),
    re_path(APP + r"/channels/(?P<channel>[^/]+)/users/?$", UsersView.as_view()),
]
