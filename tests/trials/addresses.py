"""Every address of the project, from its resolver: what is new is among them by itself.

Where a new address names something in its path, `FILLED` must say what to put there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from conversations.models import Conversation, Handover
from customers.models import Widget
from handoff.accounts.models import User
from livechat.models import CannedResponse, ChatSession, Ticket
from tests.cast import JOHN_ID, PAGE_ID


def first(model: type[Model]) -> object:
    """A row's number; one that does not exist where there is none."""
    row = model._default_manager.order_by("pk").first()
    return row.pk if row else 10**9


FILLED: dict[str, Callable[[], object]] = {
    "customer_id": lambda: JOHN_ID,
    "page_id": lambda: PAGE_ID,
    "sign_in_id": lambda: 10**9,
    "endpoint_id": lambda: 10**9,
    "response_id": lambda: first(CannedResponse),
    "shortcut": lambda: "Ours",
    "ticket_id": lambda: first(Ticket),
    "handover_id": lambda: first(Handover),
    "agent_id": lambda: first(User),
    "session_id": lambda: first(ChatSession),
    "widget_key": lambda: getattr(Widget.objects.first(), "key", "none"),
    "conversation_id": lambda: first(Conversation),
    "hotel_slug": lambda: "hotel-abc",
    "room_number": lambda: "101",
    "app_id": lambda: "1",
    "channel": lambda: "presence-hotel-abc-staff",
    "page": lambda: "desk",
}
# What has no list: files, links out of letters, other people's objects, and admin's own jumps.
LEFT_OUT = re.compile(
    r"static|media|sign-out|^invitation|reset|object_id|content_type_id|app_label|url>|^webhooks|"
    r"simulator/graph|simulator/facebook|uploads/|/<id>/|\.json|\.yaml|<uuid|<token|<key"
)
MARKS = re.compile(r"[(){}*+|?]")  # of patterns that name no single address


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every address of the project, as `api/dashboard/customers/<customer_id>/history`."""
    for entry in resolver.url_patterns:
        path = prefix + plain(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


def plain(pattern: str) -> str:
    """A pattern without the marks of regular expressions and converters."""
    pattern = re.sub(r"\(\?P(<\w+>)(?:\[[^]]*\]|[^()])*\)", r"\1", pattern)
    pattern = re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)
    return pattern.replace("/?", "/").replace("^", "").replace("$", "").replace("\\Z", "")


def addresses() -> list[str]:
    """What can be opened with GET, filled in."""
    found = {path for path in patterns(get_resolver()) if not LEFT_OUT.search(path)}
    unknown = {name for path in found for name in re.findall(r"<(\w+)>", path)} - set(FILLED)
    assert not unknown, f"Say in FILLED what to put for {sorted(unknown)}"
    filled = [re.sub(r"<(\w+)>", lambda name: str(FILLED[name[1]]()), path) for path in found]
    return sorted(f"/{path}" for path in filled if not MARKS.search(path))
