"""Under `/chat/`, with and without a slash at the end (contract document 5)."""

from django.urls import re_path

from livechat.rooms.api import FrontDeskViewSet, RoomSessionView, StayViewSet

HOTEL = r"^(?P<hotel_slug>[-a-zA-Z0-9_]{1,60})"
ROOM = rf"{HOTEL}/rooms/(?P<room_number>[A-Za-z0-9._-]{{1,20}})"
STAY = rf"{HOTEL}/conversations/(?P<conversation_id>[0-9]+)"

urlpatterns = [
    re_path(rf"{ROOM}/session/?$", RoomSessionView.as_view()),
    re_path(rf"{ROOM}/check-out/?$", FrontDeskViewSet.as_view({"post": "check_out"})),
    re_path(rf"{HOTEL}/rooms/?$", FrontDeskViewSet.as_view({"get": "rooms"})),
    re_path(rf"{HOTEL}/conversations/?$", FrontDeskViewSet.as_view({"get": "conversations"})),
    re_path(rf"{STAY}/messages/?$", StayViewSet.as_view({"get": "messages"})),
    re_path(rf"{STAY}/messages/send/?$", StayViewSet.as_view({"post": "say"})),
    re_path(rf"{STAY}/assign-staff/?$", StayViewSet.as_view({"post": "assign"})),
    re_path(rf"{STAY}/mark-read/?$", StayViewSet.as_view({"post": "note_read"})),
    re_path(rf"{STAY}/mark-unread/?$", StayViewSet.as_view({"post": "note_unread"})),
]
