"""A document becomes an entry, or raises `LeftOut`. The contract's field names come first; the
others are listed in docs/import-mongo.md."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from conversations.models import Author
from handoff.accounts.hashers import hash_from_elsewhere
from handoff.accounts.models import Role
from handoff.management.mongo.document import Document
from handoff.management.mongo.entries import (
    AgentEntry,
    CustomerEntry,
    MessageEntry,
    PageEntry,
    UserEntry,
)
from handoff.management.mongo.reasons import Reason

LONGEST_TEXT = 10_000  # contract README, "Values"
LONGEST_PROVIDER_ID = 255


def user_of(document: Document, roles: Mapping[str, str]) -> UserEntry:
    """`roles` says what the dump's words for roles mean here, besides our own words."""
    email = document.text("email", longest=254).strip().lower()
    if not email:
        document.leave_out(Reason.FIELD_MISSING, "email")
    try:
        validate_email(email)
    except ValidationError:
        document.leave_out(Reason.EMAIL_INVALID, "email")
    known = {str(role): str(role) for role in Role} | dict(roles)
    role = known.get(document.text("role", longest=60).strip().lower())
    if role is None:
        document.leave_out(Reason.ROLE_UNKNOWN, "role")
    first, last = _name_of(document)
    is_active = document.flag("is_active", "active")
    unreadable = is_active is None and document.has("is_active", "active")
    password = hash_from_elsewhere(document.text("password", "password_hash", longest=200))
    if not password:
        document.remark(Reason.PASSWORD_UNUSABLE)
    return UserEntry(
        company=document.identifier("company_id"),
        email=email,
        first_name=first,
        last_name=last,
        job_title=document.text("title", longest=100),
        role=role,
        # Who can be read neither as active nor as not, does not get in.
        is_active=not unreadable and is_active is not False,
        password=password,
        made_at=document.moment("created_at") or document.made_ms,
    )


def _name_of(document: Document) -> tuple[str, str]:
    first = document.text("first_name", longest=100).strip()
    last = document.text("last_name", longest=100).strip()
    if first or last:
        return first, last
    first, _, last = document.text("name", "full_name", longest=201).strip().partition(" ")
    return first[:100], last.strip()[:100]


def page_of(document: Document) -> PageEntry:
    page_id = document.needed_identifier("page_id")
    token = document.text("page_access_token", "access_token", longest=LONGEST_TEXT)
    if not token:
        document.remark(Reason.TOKEN_MISSING)
    return PageEntry(
        company=document.identifier("company_id"),
        page_id=page_id,
        name=document.text("page_name", "name", longest=200) or f"Page {page_id}",
        access_token=token,
        made_at=document.moment("created_at") or document.made_ms,
    )


def customer_of(document: Document) -> CustomerEntry:
    customer_id = document.needed_identifier("customer_id")
    page_id = document.needed_identifier("page_id")
    first, last = (document.text(f"{part}_name", longest=100) for part in ("first", "last"))
    stop = document.flag("stop")
    if stop is None:
        unreadable = document.has("stop")
        document.remark(Reason.STOP_UNCLEAR, "stop")
        stop = None if unreadable else False
    document.asked_for.add("page_name")  # the page itself tells
    return CustomerEntry(
        company=document.identifier("company_id"),
        page_id=page_id,
        customer_id=customer_id,
        customer_name=document.text("customer_name", longest=200) or f"{first} {last}".strip(),
        first_name=first,
        last_name=last,
        message_count=document.whole_number("message_count"),
        last_message=document.text("last_message", longest=LONGEST_TEXT) or None,
        first_seen=document.moment("first_seen"),
        last_seen=document.moment("last_seen"),
        made_at=document.moment("created_at") or document.made_ms,
        updated_at=document.moment("updated_at"),
        stop=stop,
        stopped_at=document.moment("stopped_at"),
        assigned_at=document.moment("assigned_at"),
        agent=_agent_of(document),
    )


def message_of(document: Document, pages: Container[str], unmarked: str | None) -> MessageEntry:
    """`pages` are the page ids there are; `unmarked` is the author of what a page sent without
    saying whether a bot or a person wrote it: None leaves it out."""
    sender, recipient = document.identifier("sender_id"), document.identifier("recipient_id")
    page_id = document.identifier("page_id") or next(
        (end for end in (sender, recipient) if end in pages), ""
    )
    if not page_id:
        document.leave_out(Reason.PAGE_UNKNOWN, "page_id")
    customer_id = document.identifier("customer_id", "chat_id") or next(
        (end for end in (sender, recipient) if end not in ("", page_id)), ""
    )
    if not customer_id:
        document.leave_out(Reason.FIELD_MISSING, "customer_id")
    author = _author_of(document, from_page=sender == page_id, unmarked=unmarked)
    if author != Author.CUSTOMER and sender == customer_id:
        document.remark(Reason.ENDS_CONTRADICT_AUTHOR, "sender_id")
    text = document.text("message", "text", longest=LONGEST_TEXT)
    if not text.strip():
        document.leave_out(Reason.NO_TEXT, "message")
    agent = AgentEntry()
    if author == Author.AGENT and document.text("source", longest=60).lower() != "facebook":
        agent = _agent_of(document)
        if not agent:
            document.remark(Reason.AGENT_UNKNOWN)
    return MessageEntry(
        company=document.identifier("company_id"),
        page_id=page_id,
        customer_id=customer_id,
        author=author,
        text=text,
        at=_moment_of(document),
        provider_id=document.identifier("message_id", "mid", longest=LONGEST_PROVIDER_ID)
        or own_id(document, page_id, customer_id, author, text),
        agent=agent,
    )


def own_id(document: Document, *content: str) -> str:
    """A provider's id for a message without one, the same at every reading: made from `_id`, or
    from what it says where it has none."""
    identity = (
        document.source_id
        or hashlib.sha256(
            "\0".join([*content, str(document.fields.get("timestamp"))]).encode()
        ).hexdigest()
    )
    return f"mongo:{identity}"


def _author_of(document: Document, *, from_page: bool, unmarked: str | None) -> str:
    """Contract document 3, "Message Types": the flags decide; `source` where there are none."""
    is_bot, is_human = document.flag("is_bot"), document.flag("is_human")
    source = document.text("source", longest=60).lower()
    if is_bot and is_human:
        document.leave_out(Reason.AUTHOR_CONTRADICTORY, "is_bot")
    if is_human or (source == "dashboard" and not is_bot):
        return str(Author.AGENT)
    if is_bot or source == "bot":
        return str(Author.BOT)
    if from_page:
        return unmarked or document.leave_out(Reason.AUTHOR_UNKNOWN, "sender_id")
    if is_bot is None and is_human is None and not document.identifier("sender_id"):
        document.leave_out(Reason.AUTHOR_UNKNOWN, "is_bot")
    return str(Author.CUSTOMER)


def _agent_of(document: Document) -> AgentEntry:
    return AgentEntry(
        user_id=document.identifier("agent_id"),
        email=document.text("agent_email", longest=254).strip().lower(),
        name=document.text("agent_name", longest=200),
    )


def _moment_of(document: Document) -> int:
    moment = document.moment("timestamp", "created_at")
    if moment is None:
        moment = document.made_ms
        if moment is None:
            document.leave_out(Reason.NO_TIME, "timestamp")
        document.remark(Reason.TIME_FROM_ID, "timestamp")
    return moment
