"""A list asks the database as often for thirty rows as for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib import admin as django_admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import (
    Attachment,
    Author,
    Bot,
    Conversation,
    FaqEntry,
    HandoffRecord,
    Message,
    RecordSeal,
)
from customers.models import Customer, Page
from handoff.accounts.models import Company, Role, User
from handoff.news.models import Event
from handoff.webhooks.models import WebhookEndpoint
from livechat.models import CannedResponse, ChatSession, Ticket, TicketCategory
from tests.admin.conftest import Things, chat_of
from tests.admin.test_tenancy import address
from tests.cast import make_user, open_conversation


def more_pages(ours: Things) -> None:
    for number in range(5):
        company = ours[Company]
        page = Page.objects.create(company=company, page_id=f"p{number}", name=f"P{number}")
        Bot.objects.create(company=company, page=page)


def more_users(ours: Things) -> None:
    for letter in "klmno":
        make_user(ours[Company], f"{letter}ate Kent", Role.AGENT)


def more_conversations(ours: Things) -> None:
    for number in range(5):
        conversation = open_conversation(ours[Page], f"c{number}", f"Customer {number}")
        Message.objects.create(
            company=conversation.company,
            conversation=conversation,
            seq=100,
            author=Author.AGENT,
            agent=ours[User],
            text="Hello",
        )


def more_files(ours: Things) -> None:
    for number in range(5):
        Attachment.objects.create(
            company=ours[Company], uploader=ours[User], name=f"{number}.txt",
            media_type="text/plain", size_bytes=1, kind="file", state="stored",
        )  # fmt: skip


def more_entries(ours: Things) -> None:
    for number in range(5):
        FaqEntry.objects.create(company=ours[Company], question=f"{number}?", answer="Yes.")


def more_events(ours: Things) -> None:
    for number in range(5):
        Event.objects.create(
            company=ours[Company], seq=number, type="x", payload={}, topics=[],
            created_at=timezone.now(),
        )  # fmt: skip


def more_seals(ours: Things) -> None:
    for number in range(5):
        RecordSeal.objects.create(
            company=ours[Company], day=f"2026-11-1{number}", count=0, records_hash="", signature=""
        )


def more_webhooks(ours: Things) -> None:
    for number in range(5):
        WebhookEndpoint.objects.create(company=ours[Company], url=f"https://{number}", secret="x")


def more_responses(ours: Things) -> None:
    for letter in "klmno":
        owner = make_user(ours[Company], f"{letter}ate Kent", Role.AGENT)
        CannedResponse.objects.create(company=ours[Company], owner=owner, title="x", content="x")


def more_tickets(ours: Things) -> None:
    for number in range(5):
        category = TicketCategory.objects.create(company=ours[Company], name=f"{number}")
        assignee = make_user(ours[Company], f"T{number} Kent", Role.AGENT)
        Ticket.objects.create(
            company=ours[Company], subject="x", category=category, assignee=assignee
        )


def more_chats(ours: Things) -> None:
    for number in range(5):
        chat_of(ours[Company], f"Guest {number}")


@pytest.mark.parametrize(
    ("model", "add_more"),
    [
        (User, more_users),
        (Page, more_pages),
        (Bot, more_pages),
        (Customer, more_conversations),
        (Conversation, more_conversations),
        (Message, more_conversations),
        (Attachment, more_files),
        (HandoffRecord, more_conversations),
        (RecordSeal, more_seals),
        (Event, more_events),
        (FaqEntry, more_entries),
        (WebhookEndpoint, more_webhooks),
        (CannedResponse, more_responses),
        (Ticket, more_tickets),
        (TicketCategory, more_tickets),
        (ChatSession, more_chats),
    ],
)
@pytest.mark.parametrize("who", ["admin", "superuser"])
def test_asks_as_often_for_many_rows_as_for_one(
    request: pytest.FixtureRequest,
    ours: Things,
    who: str,
    model: type[Model],
    add_more: Callable[[Things], None],
) -> None:
    browser: Client = request.getfixturevalue(who)
    path = address(model, "changelist")

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(path)
        assert answer.status_code == 200
        return len(queries), len(answer.context["cl"].result_list)

    queries_before, rows_before = count()
    add_more(ours)
    queries_after, rows_after = count()

    assert rows_after > rows_before
    assert queries_after == queries_before


@pytest.mark.parametrize("model", django_admin.site._registry)
def test_every_list_can_be_searched(superuser: Client, ours: Things, model: type[Model]) -> None:
    assert superuser.get(f"{address(model, 'changelist')}?q=a").status_code == 200


def test_the_side_bar_groups_by_room(admin: Client, ours: Things) -> None:
    groups = admin.get("/admin/").context["sidebar_navigation"]
    titles = {group["title"]: [item["title"] for item in group["items"]] for group in groups}

    assert titles["Customers"] == [
        "Customers",
        "Guests",
        "Pages",
        "Room settings",
        "Rooms",
        "Visitors",
        "Widgets",
    ]
    assert {"Conversations", "Messages", "Bots", "FAQ entries"} <= set(titles["Conversations"])
    assert {"Companies", "Users", "Events"} <= set(titles["Handoff"])
    assert not any("Group" in names for names in titles.values())


def test_a_conversation_shows_its_history(admin: Client, ours: Things) -> None:
    page = admin.get(address(Conversation, "change", ours[Conversation].pk)).content.decode()

    assert "History" in page
    assert "Opened" in page
