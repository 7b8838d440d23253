"""Which rooms, conversations and messages a request asks for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from rest_framework.request import Request

from conversations.files.shapes import fetch_files
from conversations.models import Conversation, ConversationQuerySet, Message, MessageQuerySet
from conversations.unread import with_last_message, with_unread
from customers.models import Guest, Room
from handoff.accounts.models import Company
from handoff.errors import Invalid
from handoff.rest import Window, positive_integer
from livechat.rest import words_in

LARGEST_ID = 2**63 - 1
STATES = {"open": Q(closed_at=None), "closed": Q(closed_at__isnull=False), "all": Q()}
ORDERS = ("oldest", "newest")


def conversations_asked(request: Request, hotel: Company) -> ConversationQuerySet:
    """Those of guests who are there, or of `status` (`open`, `closed`, `all`), with `search` in
    the guest's name or the room's number; the latest first. Raises `Invalid`."""
    found = Conversation.objects.filter(company=hotel).rooms()
    found = found.filter(STATES[one_of(request, "status", STATES, default="open")])
    for word in words_in(request, "search").split():
        found = found.filter(
            Q(guest__name__icontains=word) | Q(guest__room__number__icontains=word)
        )
    return found.order_by("-updated_at", "-pk")


def in_rows(found: ConversationQuerySet, window: Window) -> list[Conversation]:
    """One page, with all that `room_row_data` shows, in one query."""
    shown = with_last_message(with_unread(found.with_people()))
    return list(shown[window.start : window.start + window.limit])


def messages_asked(request: Request, conversation: Conversation) -> MessageQuerySet:
    """What both sides see: all, or those `after` and `before` messages with these ids. Raises
    `Invalid`."""
    found = Message.objects.filter(conversation=conversation).showing()
    query = request.query_params
    if query.get("after", "0") != "0":
        found = found.filter(pk__gt=min(positive_integer("after", query["after"]), LARGEST_ID))
    if "before" in query:
        found = found.filter(pk__lt=min(positive_integer("before", query["before"]), LARGEST_ID))
    return found


def page_of_messages(
    request: Request, found: MessageQuerySet, window: Window, conversation: Conversation
) -> list[Message]:
    """One page: `order` `oldest` begins at the beginning, `newest` at the end, going back. Without
    it page 1 holds the newest, the oldest of them first; after an id, what followed it at once."""
    default = "oldest" if request.query_params.get("after", "0") != "0" else "page"
    order = one_of(request, "order", ORDERS, default=default)
    ordered = found.order_by("seq" if order == "oldest" else "-seq").select_related("agent")
    rows = list(ordered[window.start : window.start + window.limit])
    if order == "page":
        rows.reverse()
    fetch_files(rows)
    for row in rows:
        row.conversation = conversation
    return rows


def rooms_asked(request: Request, hotel: Company) -> QuerySet[Room]:
    """The hotel's rooms, by number, with `search` in it; inactive ones too."""
    found = Room.objects.filter(company=hotel)
    if wanted := words_in(request, "search"):
        found = found.filter(number__icontains=wanted)
    return found.order_by(Length("number"), "number")


def with_guests(found: QuerySet[Room], window: Window) -> list[Room]:
    """One page, each room with its failures and, in `present`, who is there; two queries."""
    live = Q(sessions__ended_at=None, sessions__expires_at__gt=timezone.now())
    guests = Guest.objects.present().annotate(devices=Count("sessions", filter=live))
    present = Prefetch("guests", guests.select_related("conversation"), to_attr="present")
    page = found.select_related("failures").prefetch_related(present)
    return list(page[window.start : window.start + window.limit])


def one_of(
    request: Request, name: str, known: Sequence[str] | dict[str, Q], *, default: str
) -> str:
    """A word of the query. Raises `Invalid` for one that is not known."""
    word: str = request.query_params.get(name, "") or default
    if word not in known and word != default:
        sentence = f"{name} must be one of {', '.join(known)}"
        raise Invalid(sentence, details={name: [sentence]})
    return word
