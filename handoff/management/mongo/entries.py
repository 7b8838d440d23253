"""What a document says, in our words: checked, JSON values only, times in milliseconds.

`company` is the dump's id of a company, empty where the document names none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEntry:
    company: str
    email: str
    first_name: str
    last_name: str
    job_title: str
    role: str
    is_active: bool
    password: str
    made_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    company: str
    page_id: str
    name: str
    access_token: str
    made_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEntry:
    """Who of ours: the dump's id of the user, the address, the name that was shown."""

    user_id: str = ""
    email: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.user_id or self.email or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEntry:
    """`stop` None: it could not be read. Counts and times None: the messages tell."""

    company: str
    page_id: str
    customer_id: str
    customer_name: str
    first_name: str
    last_name: str
    message_count: int | None
    last_message: str | None
    first_seen: int | None
    last_seen: int | None
    made_at: int | None
    updated_at: int | None
    stop: bool | None
    stopped_at: int | None
    assigned_at: int | None
    agent: AgentEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEntry:
    company: str
    page_id: str
    customer_id: str
    author: str
    text: str
    at: int
    provider_id: str
    agent: AgentEntry


Entry = UserEntry | PageEntry | CustomerEntry | MessageEntry
