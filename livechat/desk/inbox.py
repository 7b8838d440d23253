"""The lists: who waits, what is mine, everything that is open, and what has ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from conversations.models import Channel, Conversation, ConversationQuerySet, Owner
from handoff.actor import Actor
from livechat.desk.rows import Row, rows_of
from livechat.models import Priority

ROWS_PER_PAGE = 50
CLOSED = "closed"
LISTS = {
    "waiting": "Waiting", "mine": "Mine", "rooms": "Rooms", "all": "All", CLOSED: "Closed",
}  # fmt: skip

IN_ROOM = Q(channel=Channel.ROOM)
# A guest who has entered the PIN and said nothing waits for nobody.
WAITS = Q(owner=Owner.NOBODY) & ~(IN_ROOM & Q(last_seq=0))

# Chats stand as in their queue: by priority, then age. Who waits elsewhere has the middle one. A
# guest waits since the last word: the chat may have been opened days before.
WAITING_FIRST = (
    Coalesce("session__priority", Value(Priority.MEDIUM)).desc(),
    Case(
        When(channel=Channel.CHAT, then=F("created_at")),
        When(channel=Channel.ROOM, then=F("updated_at")),
        default=F("owner_since"),
    ),
    "pk",
)


@dataclass(frozen=True, slots=True)
class Tab:
    """`count` is None where nobody asked how many there are."""

    name: str
    label: str
    count: int | None
    is_current: bool
    query: str


@dataclass(frozen=True)
class Inbox:
    """One page of one list. Three queries, however many rows: counts, rows, last messages; one more
    where rooms are among them, for what is unread there; and one more for how many have ended,
    which only grow and so are counted only where they are shown."""

    actor: Actor
    name: str
    search: str
    asked_page: int

    @classmethod
    def asked_for(cls, actor: Actor, query: QueryDict) -> Inbox:
        """What an address asks for: `?list=`, `&q=`, `&page=`; nonsense means the default."""
        name, page = query.get("list", ""), query.get("page", "")
        return cls(
            actor=actor,
            name=name if name in LISTS else "waiting",
            search=query.get("q", "").replace("\0", "").strip()[:200],
            asked_page=int(page) if page.isdecimal() and len(page) < 8 else 1,
        )

    @cached_property
    def everything(self) -> ConversationQuerySet:
        return Conversation.objects.visible_to(self.actor).filter(closed_at=None)

    @cached_property
    def found(self) -> Q:
        """Whose name, what subject or room has the searched words in it; `room` means any room."""
        found = Q()
        for word in self.search.split():
            any_room = IN_ROOM if word.casefold() in ("room", "rooms") else Q(pk__in=[])
            found &= (
                any_room
                | Q(customer__customer_name__icontains=word)
                | Q(customer__first_name__icontains=word)
                | Q(customer__last_name__icontains=word)
                | Q(visitor__name__icontains=word)
                | Q(session__subject__icontains=word)
                | Q(guest__name__icontains=word)
                | Q(guest__room__number__icontains=word)
            )
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many each tab has; `waiting_now` and `with_bot` whatever is searched."""
        mine = Q(agent_id=self.actor.user_id)
        return self.everything.aggregate(
            waiting=Count("pk", filter=WAITS & self.found),
            mine=Count("pk", filter=mine & self.found),
            rooms=Count("pk", filter=IN_ROOM & self.found),
            all=Count("pk", filter=self.found) if self.search else Count("pk"),
            waiting_now=Count("pk", filter=WAITS),
            rooms_now=Count("pk", filter=IN_ROOM),
            with_bot=Count("pk", filter=Q(owner=Owner.BOT)),
        )

    @cached_property
    def ended(self) -> ConversationQuerySet:
        """Closed chats and stays that are over; Messenger's conversations stay open."""
        closed = Conversation.objects.visible_to(self.actor).exclude(closed_at=None)
        return closed.filter(self.found)

    @cached_property
    def total(self) -> int:
        """How many the list that is shown has."""
        return self.ended.count() if self.name == CLOSED else self.counts[self.name]

    @cached_property
    def page(self) -> int:
        """The page shown: the one asked for, or the last there is."""
        last = max(1, -(-self.total // ROWS_PER_PAGE))
        return min(max(1, self.asked_page), last)

    @cached_property
    def rows(self) -> list[Row]:
        start = (self.page - 1) * ROWS_PER_PAGE
        chosen = self.chosen.with_people().select_related("session")
        conversations = list(chosen[start : start + ROWS_PER_PAGE])
        return rows_of(conversations, self.actor)

    @property
    def chosen(self) -> ConversationQuerySet:
        """What is found in this list, in its order."""
        if self.name == CLOSED:
            return self.ended.order_by("-closed_at", "-pk")
        found = self.everything.filter(self.found)
        if self.name == "waiting":
            return found.filter(WAITS).order_by(*WAITING_FIRST)
        if self.name == "mine":
            found = found.filter(agent_id=self.actor.user_id)
        elif self.name == "rooms":
            found = found.rooms()
        return found.order_by("-updated_at", "-pk")

    @property
    def tabs(self) -> list[Tab]:
        """The lists; that of rooms where somebody stays in one."""
        return [
            Tab(
                name=name,
                label=label,
                count=self.total if name == self.name else self.counts.get(name),
                is_current=name == self.name,
                query=self.query(name=name, page=1),
            )
            for name, label in LISTS.items()
            if name != "rooms" or name == self.name or self.counts["rooms_now"]
        ]

    def query(self, *, name: str | None = None, page: int | None = None) -> str:
        """`?list=…&q=…&page=…` of this page of this list, or of another."""
        parts = {"list": name or self.name, "q": self.search, "page": page or self.page}
        return "?" + urlencode({key: part for key, part in parts.items() if part not in ("", 1)})

    @property
    def here(self) -> str:
        return self.query()

    @property
    def all_found(self) -> str:
        """The same search in all conversations."""
        return self.query(name="all", page=1)

    @property
    def without_search(self) -> str:
        return "?" + urlencode({"list": self.name})

    @property
    def previous(self) -> str:
        return self.query(page=self.page - 1) if self.page > 1 else ""

    @property
    def next(self) -> str:
        has_more = self.page * ROWS_PER_PAGE < self.total
        return self.query(page=self.page + 1) if has_more else ""
