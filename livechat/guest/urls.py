"""Where a guest's page stands, under `/chat/`: one for each room."""

from django.urls import re_path

from livechat.guest.views import guest_page

ROOM = r"^(?P<hotel_slug>[-a-zA-Z0-9_]{1,60})/rooms/(?P<room_number>[-._a-zA-Z0-9]{1,20})"

urlpatterns = [
    re_path(rf"{ROOM}/$", guest_page, name="guest"),
    re_path(rf"{ROOM}$", guest_page),
]
