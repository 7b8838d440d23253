"""`/chat/{hotel_slug}/…` (contract document 5): for the guests of a hotel's rooms and its staff."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from conversations.actions.reading import mark_read, mark_unread, note_guest_read
from conversations.actions.rooms import enter_room, open_room, say_in_room
from customers.models import ParticipantSession
from customers.room_entry import Arrival
from customers.stays import check_out
from handoff.accounts.api import OpenView
from handoff.commands import read_input
from handoff.proxies import network_of
from handoff.rest import window_of
from handoff.scopes import CUSTOMERS_READ, CUSTOMERS_WRITE, MESSAGES_SEND
from livechat.access import DeskOnly
from livechat.api import order_of, paging
from livechat.rest import object_of
from livechat.rooms.access import HotelView
from livechat.rooms.inputs import CheckOutInput, EnterInput, SayInRoomInput
from livechat.rooms.limits import EntryThrottle, count_message
from livechat.rooms.lists import (
    conversations_asked,
    in_rows,
    messages_asked,
    page_of_messages,
    rooms_asked,
    with_guests,
)
from livechat.rooms.schema import operations
from livechat.rooms.serializers import (
    checked_out_data,
    entered_data,
    opened_data,
    room_data,
    room_message_data,
    room_row_data,
    unread_data,
)


class RoomSessionView(OpenView):
    """A guest's device comes in: `{"pin", "name"?}`, or `{"token"}` once more."""

    throttle_classes = (EntryThrottle,)

    @operations.enter_room
    def post(self, request: Request, hotel_slug: str, room_number: str) -> Response:
        """201 `{"token", "conversation_id", "room_number"}`."""
        given = read_input(EnterInput, object_of(request))
        arrival = Arrival(
            hotel_slug=hotel_slug,
            room_number=room_number,
            network=network_of(request.META.get("REMOTE_ADDR", "")),
            **given,
        )
        return Response(entered_data(enter_room(arrival, door="rest")), HTTPStatus.CREATED)


class StayViewSet(HotelView):
    """What guests and staff ask of one conversation; each sees the own."""

    key_scopes: ClassVar = {
        "read": CUSTOMERS_READ, "write": CUSTOMERS_WRITE, "say": MESSAGES_SEND,
    }  # fmt: skip

    @operations.list_room_messages
    def messages(self, request: Request, conversation_id: str, **_: Any) -> Response:
        """A bare array. What the guest is shown, the guest has read."""
        window = window_of(request)
        stay = self.stay(conversation_id)
        found = messages_asked(request, stay)
        total = found.count()
        rows = page_of_messages(request, found, window, stay)
        if rows and not self.actor.is_team:
            seen = max(row.seq for row in rows)
            note_guest_read(self.actor, conversation_id=stay.pk, up_to=seen)
            stay.guest_read_seq = max(stay.guest_read_seq, seen)
        headers = paging(request, window, total)
        return Response([room_message_data(row) for row in rows], headers=headers)

    @operations.say_in_room
    def say(self, request: Request, conversation_id: str, **_: Any) -> Response:
        """201, the message itself."""
        stay = self.stay(conversation_id)
        count_message(self.actor)
        given = read_input(SayInRoomInput, order_of(request))
        message = say_in_room(self.actor, conversation_id=stay.pk, **given)
        return Response(room_message_data(message), HTTPStatus.CREATED)

    @operations.assign_staff
    def assign(self, request: Request, conversation_id: str, **_: Any) -> Response:
        """`{"conversation_id", "assigned_staff", "sessions_updated", "room_number"}`."""
        stay = self.stay(conversation_id)
        opened = open_room(self.actor, conversation_id=stay.pk)
        devices = ParticipantSession.objects.live_of_guest(opened.guest_id).count()
        return Response(opened_data(opened, sessions=devices))

    @operations.mark_room_read
    def note_read(self, request: Request, conversation_id: str, **_: Any) -> Response:
        """`{"conversation_id", "unread_count"}`."""
        stay = self.stay(conversation_id)
        return Response(unread_data(mark_read(self.actor, conversation_id=stay.pk)))

    @operations.mark_room_unread
    def note_unread(self, request: Request, conversation_id: str, **_: Any) -> Response:
        """`{"conversation_id", "unread_count"}`."""
        stay = self.stay(conversation_id)
        return Response(unread_data(mark_unread(self.actor, conversation_id=stay.pk)))


class FrontDeskViewSet(HotelView):
    """What the staff alone asks."""

    permission_classes = (DeskOnly,)
    key_scopes: ClassVar = {"read": CUSTOMERS_READ, "write": CUSTOMERS_WRITE}

    @operations.list_room_conversations
    def conversations(self, request: Request, **_: Any) -> Response:
        """A bare array, the latest first; `status`, `search`, `page`, `limit`."""
        window = window_of(request)
        found = conversations_asked(request, self.hotel)
        total = found.count()
        rows = [room_row_data(row) for row in in_rows(found, window)]
        return Response(rows, headers=paging(request, window, total))

    @operations.list_rooms
    def rooms(self, request: Request, **_: Any) -> Response:
        """A bare array, by number; `search`, `page`, `limit`."""
        window = window_of(request, default=200)
        found = rooms_asked(request, self.hotel)
        total = found.count()
        rows = [room_data(row) for row in with_guests(found, window)]
        return Response(rows, headers=paging(request, window, total))

    @operations.check_out
    def check_out(self, request: Request, room_number: str, **_: Any) -> Response:
        """`new_pin`. `{"room_number", "checked_out", "guest_name", "sessions_ended"}`."""
        given = read_input(CheckOutInput, object_of(request))
        done = check_out(self.actor, room_id=self.room(room_number).pk, **given)
        return Response(checked_out_data(done))
