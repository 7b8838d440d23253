"""`/chat/<hotel_slug>/rooms/<room_number>/`: what a hotel's guest sees.

A GET shows the chat, or asks for the PIN; a POST enters with the PIN (`pin`, `name`) or says
something (`text`, `file`, `client_id`). Without scripts that is all there is; with them
`guest/page.js` asks for the same page again whenever Pusher's protocol tells that something
happened.
"""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from conversations.actions.attaching import upload_file
from conversations.actions.reading import note_guest_read
from conversations.actions.rooms import enter_room, say_in_room
from conversations.files.addresses import address_of as address_of_file
from conversations.files.types import ENDINGS_TAKEN
from conversations.models import Owner
from customers.errors import TooManyWrongPins
from customers.models import Room
from customers.room_entry import Arrival
from handoff.accounts.refusals import count_one_more, minute_key, seconds_to_wait
from handoff.errors import HandoffError, Invalid
from handoff.proxies import network_of
from handoff.rest import as_refusal
from livechat.desk.forms import ReplyForm, new_client_id
from livechat.desk.words import about
from livechat.guest.handler import handler_of
from livechat.guest.stay import Stay, remember, remembered, stay_of, why_over
from livechat.guest.talk import Talk
from livechat.rooms.limits import ENTRIES_PER_MINUTE, TooManyMessages, count_message

LONGEST_PIN = 20
LONGEST_NAME = 200
NOBODY = {
    Owner.BOT: "The bot answers first. Ask for a person at any time.",
    Owner.NOBODY: "Write to us: somebody of the reception will answer here.",
}
WAITING = "We have your message. Somebody of the reception will answer here."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_page(request: HttpRequest, hotel_slug: str, room_number: str) -> HttpResponse:
    """The page of one room. 404 where there is no such room that is in use."""
    open_rooms = Room.objects.open_at(hotel_slug, room_number).select_related("company")
    room = open_rooms.first()
    if room is None:
        return render(request, "guest/gone.html", status=404)
    session = remembered(request, room)
    stay = stay_of(session)
    with timezone.override(room.company.zone):
        if request.method != "POST":
            page = show_talk(request, room, stay) if stay else show_pin(request, room, session)
        elif stay:
            page = say(request, room, stay)
        elif "pin" in request.POST:
            page = enter(request, room)
        else:  # written on a page whose session is over
            page = show_pin(request, room, session, status=403)
    page["Content-Security-Policy"] = content_policy(request)
    return page


def enter(request: HttpRequest, room: Room) -> HttpResponse:
    """With the PIN; refused: the form again, with the reason and what was typed besides it."""
    if count_one_more(minute_key("room-entries", request)) > ENTRIES_PER_MINUTE:
        return locked(request, room, seconds_to_wait())
    name = request.POST.get("name", "").replace("\0", "").strip()[:LONGEST_NAME]
    pin = request.POST["pin"].replace(" ", "")[:LONGEST_PIN]
    try:
        entered = enter_room(arrival(request, room, pin=pin, name=name), door="guest")
    except TooManyWrongPins as lock:
        return locked(request, room, getattr(lock, "wait", None) or 0, name=name)
    except (HandoffError, DatabaseError) as fault:
        error = as_refusal(fault)
        return show_pin(request, room, None, sentence=error.text, name=name, status=error.status)
    done = back_to(room)
    remember(done, entered.session, address_of(room))
    return done


def locked(request: HttpRequest, room: Room, wait: float, *, name: str = "") -> HttpResponse:
    """No PIN is looked at for a while: says how long."""
    seconds = math.ceil(wait)
    pause = about(timedelta(seconds=60 * math.ceil(seconds / 60) if seconds > 60 else seconds))
    sentence = f"Too many wrong PINs. Wait {pause}, then try again, or ask at the reception."
    page = show_pin(request, room, None, sentence=sentence, name=name, status=429)
    page["Retry-After"] = str(seconds)
    return page


def arrival(request: HttpRequest, room: Room, **given: str) -> Arrival:
    """What a device says of itself, and where it comes from."""
    return Arrival(
        hotel_slug=room.company.slug,
        room_number=room.number,
        network=network_of(request.META.get("REMOTE_ADDR", "")),
        **given,
    )


def say(request: HttpRequest, room: Room, stay: Stay) -> HttpResponse:
    """Store what was written; the session lasts anew. Refused: the page again, with the reason and
    the words."""
    form = ReplyForm(request.POST, request.FILES)
    try:
        count_message(stay.actor)
        if not form.is_valid():
            raise Invalid(form.sentence)
        file = form.cleaned_data["file"]
        say_in_room(
            stay.actor,
            conversation_id=stay.conversation.pk,
            text=form.cleaned_data["text"],
            client_id=form.cleaned_data["client_id"],
            attachment_url=address_of_file(upload_file(stay.actor, file=file)) if file else "",
        )
    except (HandoffError, TooManyMessages, DatabaseError) as fault:
        error = as_refusal(fault)
        status = getattr(fault, "status_code", error.status)
        typed = {key: request.POST.get(key, "") for key in ("text", "client_id")}
        return show_talk(request, room, stay, sentence=error.text, status=status, **typed)
    done = back_to(room)
    with suppress(HandoffError, TooManyWrongPins):  # checked out at this moment
        renewed = enter_room(arrival(request, room, token=stay.token), door="guest")
        remember(done, renewed.session, address_of(room))
    return done


def show_pin(
    request: HttpRequest, room: Room, session: Any, *, status: int = 200, **shown: str
) -> HttpResponse:
    """The form for the PIN. `session` is one that is over, if there was one."""
    context = {**frame_of(room), "is_over": why_over(session), **shown}
    return render(request, "guest/pin.html", context, status=status)


def show_talk(
    request: HttpRequest, room: Room, stay: Stay, *, status: int = 200, **shown: str
) -> HttpResponse:
    """The chat. Whoever is shown the newest messages has read them."""
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 18 else None
    conversation = stay.conversation
    talk = Talk.of(conversation, before=number)
    if talk.is_newest and talk.last_seq > conversation.guest_read_seq:
        note_guest_read(stay.actor, conversation_id=conversation.pk, up_to=talk.last_seq)
    context = frame_of(room) | {
        "guest": stay.guest,
        "conversation": conversation,
        "handler": handler_of(conversation),
        "nobody": WAITING if conversation.last_seq and conversation.owner == Owner.NOBODY
        else NOBODY.get(Owner(conversation.owner), ""),
        "talk": talk,
        "live": live_facts(room, stay),
        "client_id": shown.get("client_id") or new_client_id(),
        "text": shown.get("text", ""),
        "sentence": shown.get("sentence", ""),
        "file_endings": ENDINGS_TAKEN,
    }  # fmt: skip
    return render(request, "guest/talk.html", context, status=status)


def frame_of(room: Room) -> dict[str, Any]:
    return {"room": room, "address": address_of(room), "is_demo": settings.DEBUG}


def live_facts(room: Room, stay: Stay) -> dict[str, str]:
    """What the page's script listens with (`docs/rooms.md`)."""
    slug = room.company.slug
    channels = [
        f"{slug}-room-{room.number}-chat",
        f"private-{slug}-conversation-{stay.conversation.pk}",
    ]
    return {
        "key": settings.PUSHER_KEY,
        "channels": " ".join(channels),
        "token": stay.token,
    }


def content_policy(request: HttpRequest) -> str:
    """Everything comes from here. The socket is named for browsers to whom `'self'` means HTTP
    alone (Safari before 15.4)."""
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self'; connect-src 'self' {socket}; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def address_of(room: Room) -> str:
    return reverse("guest", args=[room.company.slug, room.number])


def back_to(room: Room) -> HttpResponse:
    done = HttpResponseRedirect(address_of(room))
    done.status_code = 303
    return done
