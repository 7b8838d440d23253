"""Two companies with one of everything, and browsers signed in to the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from conversations.models import (
    Attachment,
    Author,
    Bot,
    Conversation,
    FaqEntry,
    HandoffRecord,
    Handover,
    HandoverItem,
    Message,
    RecordSeal,
)
from customers.models import (
    Customer,
    Guest,
    Page,
    Room,
    RoomSettings,
    UnknownPage,
    Visitor,
    Widget,
)
from handoff.accounts.models import AgentAvailability, Company, User
from handoff.news.models import Event, Stream
from handoff.webhooks.models import WebhookEndpoint
from livechat.models import (
    CannedResponse,
    ChatSession,
    ChatSettings,
    Ticket,
    TicketCategory,
    TicketChange,
)
from tests.cast import make_guest, make_visitor, open_conversation

Things = dict[type[Model], Any]


def chat_of(company: Company, name: str) -> ChatSession:
    """A visitor's chat that waits."""
    chat = Conversation.objects.create(
        company=company, channel="chat", owner="nobody", stopped_at=timezone.now(),
        visitor=make_visitor(company, name).visitor,
    )  # fmt: skip
    return ChatSession.objects.create(conversation=chat, company=company, subject=name)


def guest_of(company: Company, word: str) -> Guest:
    """Who stays in the room of that number, and waits."""
    guest = make_guest(company, word, f"{word} Guest").guest
    assert guest is not None
    Conversation.objects.create(
        company=company, channel="room", policy="open", owner="nobody", stopped_at=timezone.now(),
        guest=guest,
    )  # fmt: skip
    return guest


def furnish(page: Page, person: User, word: str) -> Things:
    """One of everything for the company of this page, named with `word` where it has a text."""
    company = page.company
    conversation = open_conversation(page, "8708957485860081", f"{word} Customer")
    message = Message.objects.create(
        company=company, conversation=conversation, seq=100, author=Author.CUSTOMER, text=word
    )
    category = TicketCategory.objects.create(company=company, name=word)
    ticket = Ticket.objects.create(
        company=company, conversation=conversation, subject=word, category=category
    )
    TicketChange.objects.create(
        company=company, ticket=ticket, by=person, by_name=word, door="rest",
        changes={"subject": ["x", word]},
    )  # fmt: skip
    handover = Handover.objects.create(
        company=company, giver=person, note=word, expires_at=timezone.now() + timedelta(hours=1)
    )
    HandoverItem.objects.create(
        handover=handover, company=company, conversation=conversation, note=word
    )
    guest = guest_of(company, word)
    return {
        Company: company,
        User: person,
        Page: page,
        Customer: conversation.customer,
        Widget: Widget.objects.create(company=company, name=word, secret=f"secret of {word}"),
        Visitor: Visitor.objects.create(company=company, name=f"{word} Visitor"),
        Room: guest.room,
        Guest: guest,
        RoomSettings: RoomSettings.objects.create(company=company),
        Conversation: conversation,
        Message: message,
        Attachment: Attachment.objects.create(
            company=company,
            message=message,
            uploader=person,
            name=word,
            media_type="text/plain",
            size_bytes=1,
            kind="file",
            state="stored",
        ),
        HandoffRecord: HandoffRecord.objects.filter(conversation=conversation).first(),
        RecordSeal: RecordSeal.objects.create(
            company=company, day="2026-11-02", count=1, records_hash=word, signature=word
        ),
        Bot: Bot.objects.create(company=company, page=page),
        FaqEntry: FaqEntry.objects.create(company=company, question=f"{word}?", answer=word),
        WebhookEndpoint: WebhookEndpoint.objects.create(
            company=company, url=f"https://{word}.example", description=word, secret=word
        ),
        ChatSession: chat_of(company, f"{word} Guest"),
        ChatSettings: ChatSettings.objects.get_or_create(company=company)[0],
        CannedResponse: CannedResponse.objects.create(
            company=company, owner=person, title=word, content=word, shortcut_key=word
        ),
        TicketCategory: category,
        Ticket: ticket,
        Handover: handover,
        AgentAvailability: AgentAvailability.objects.create(user=person, skills=[word.lower()]),
        Stream: Stream.objects.get_or_create(company=company)[0],
        Event: Event.objects.create(
            company=company, seq=10**6, type=word, payload={}, topics=[], created_at=timezone.now()
        ),
    }


@pytest.fixture
def ours(page: Page, alice: User) -> Things:
    return furnish(page, alice, "Ours")


@pytest.fixture
def theirs(globex_page: Page, charlie: User) -> Things:
    UnknownPage.objects.create(page_id="42")
    return furnish(globex_page, charlie, "Theirs")


@pytest.fixture
def admin(amira: User) -> Client:
    """The browser of the hotel's admin."""
    client = Client()
    client.force_login(amira)
    return client


@pytest.fixture
def superuser(root: User) -> Client:
    """The browser of who runs the installation."""
    client = Client()
    client.force_login(root)
    return client
