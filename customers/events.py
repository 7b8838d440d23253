"""What news there is about pages, and about those who write. Heard by nobody, unless a room
above tells it as it shows it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantSessionsEnded(News):
    """Sessions of a participant are worthless: sockets that came of them end. Heard by nobody."""

    type: ClassVar[str] = "participant_sessions_ended"
    participant: str
    session_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTokenDied(News):
    """Facebook refuses the token of a page, for the first time since it came. Heard by nobody, for
    the mail."""

    type: ClassVar[str] = "page_token_died"
    page_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRenamed(News):
    """Somebody bears another name: Messenger told it, or a person mended it. `customer_pk` is our
    own number, not the provider's id."""

    type: ClassVar[str] = "customer_renamed"
    customer_pk: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestNamed(News):
    """A guest gave a name, or another. Heard by nobody, for who shows it."""

    type: ClassVar[str] = "guest_named"
    guest_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLeft(News):
    """A guest's stay is over, by check-out or because all sessions have expired. Heard by nobody,
    for who closes the conversation. `by` is who did it: the fields of an `Actor` that records and
    news name."""

    type: ClassVar[str] = "guest_left"
    guest_id: int
    company_id: int
    by: dict[str, Any]
    reason: str
