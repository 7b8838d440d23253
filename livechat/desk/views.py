"""The pages of the desk: a list, and a conversation beside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.files.types import ENDINGS_TAKEN
from conversations.permissions import get_conversation_for
from customers.models import Page
from handoff.actor import Actor
from handoff.news.models import Stream
from livechat.desk.access import at_desk, user_of
from livechat.desk.chat_offers import offer_of_chat
from livechat.desk.chats import Chat, session_of
from livechat.desk.forms import new_client_id
from livechat.desk.inbox import Inbox
from livechat.desk.offers import Offer, offer_of
from livechat.desk.rooms import Stay, offer_of_room
from livechat.desk.shifts import notices_for
from livechat.desk.standing import Standing
from livechat.desk.talk import Talk

MOST_DEAD_PAGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What was refused, and what had been typed.

    `alert` stands above the conversation, `file_alert` beside the file, `wrong` beside the form
    that it names. `posted` are that form's fields. `missing`: variables of a canned response that
    had no value.
    """

    status: int = 200
    alert: str = ""
    file_alert: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)
    text: str = ""
    client_id: str = ""
    missing: tuple[str, ...] = ()

    def on_page(self, offer: Offer) -> Entered:
        """What stands beside a form that is not offered any more is said above instead."""
        gone = {
            "transfer": not offer.transfer,
            "end": not offer.end,
            "insert": not offer.send,
            "check_out": not offer.check_out,
        }
        for form, sentence in self.wrong.items():
            if gone.get(form):
                return replace(self, alert=sentence, wrong={})
        return self


NOTHING = Entered()


@require_safe
@at_desk
def inbox(request: HttpRequest) -> HttpResponse:
    """A list, and nothing chosen yet."""
    return render(request, "desk/page.html", frame_of(request))


@require_safe
@at_desk
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """A conversation, its list and its details."""
    return show_conversation(request, conversation_id)


def show_conversation(
    request: HttpRequest, conversation_id: int, entered: Entered = NOTHING
) -> HttpResponse:
    """The page of a conversation, with what was refused and what had been typed."""
    actor = user_of(request).as_actor(door="desk")
    frame = frame_of(request)
    found = get_conversation_for(actor, conversation_id)
    before = request.GET.get("before", "")
    is_number = before.isdecimal() and len(before) < 18
    talk = Talk.of(found, actor, before=int(before) if is_number else None)
    session, stay = session_of(found, actor), Stay.of(found)
    if stay:
        offer = offer_of_room(stay, actor)
    elif session:
        offer = offer_of_chat(session, actor, frame["standing"])
    else:
        offer = offer_of(found, actor)
    context = frame | {
        "conversation": found,
        "chat": Chat(session, actor) if session else None,
        "stay": stay,
        "talk": talk,
        "offer": offer,
        "entered": entered.on_page(offer),
        "file_endings": ENDINGS_TAKEN,
        "client_id": entered.client_id or new_client_id(),
        "address": address_of(request, conversation_id),
    }
    return render(request, "desk/page.html", context, status=entered.status)


def frame_of(request: HttpRequest) -> dict[str, Any]:
    """What every page of the desk shows: the list, and who looks.

    `cursor` is read before all else: by it a script that starts to listen later knows whether
    anything has happened since. None for superusers, who read many companies' news.
    """
    actor = user_of(request).as_actor(door="desk")
    company_id = actor.company_id
    return {
        "cursor": company_id and Stream.objects.heads([company_id])[company_id],
        "inbox": Inbox.asked_for(actor, request.GET),
        "actor": actor,
        "standing": Standing.of(actor),
        "now": timezone.now(),
        "dead_pages": dead_pages_for(actor),
        "notices": notices_for(actor),
        "address": request.get_full_path(),
    }


def dead_pages_for(actor: Actor) -> list[Page]:
    """For admins, who can mend it: pages whose token Facebook refuses."""
    if not actor.is_admin:
        return []
    return list(Page.objects.visible_to(actor).with_dead_token()[:MOST_DEAD_PAGES])


def address_of(request: HttpRequest, conversation_id: int) -> str:
    """Where a conversation is shown, with the list and page it was opened from."""
    address = reverse("desk:conversation", args=[conversation_id])
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
