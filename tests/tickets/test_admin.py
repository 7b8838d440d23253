"""Tickets in the admin: worked on by the same action as everywhere, their history to look at."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handoff.accounts.models import User
from handoff.news.models import Event
from livechat.models import Ticket, TicketCategory, TicketChange
from livechat.tickets import admin as ticket_admin
from livechat.tickets.actions import TicketClosed
from tests.admin.test_tenancy import address

pytestmark = pytest.mark.django_db

INLINE = {"changes-TOTAL_FORMS": "0", "changes-INITIAL_FORMS": "0"}


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(user: User, ticket: Ticket, **fields: Any) -> Any:
    asked = {
        "subject": ticket.subject, "status": ticket.status, "priority": ticket.priority,
        "category": ticket.category_id or "", "assignee": ticket.assignee_id or "",
        **INLINE, **fields,
    }  # fmt: skip
    return browser_of(user).post(address(Ticket, "change", ticket.pk), asked)


def test_a_change_goes_the_way_of_all_changes(
    ticket: Ticket, amira: User, bob: User, general: TicketCategory
) -> None:
    answer = post(amira, ticket, status="pending", assignee=bob.pk, category=general.pk)

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    change = TicketChange.objects.get()
    assert (change.by, change.door) == (amira, "admin")
    assert change.changes == {
        "status": ["open", "pending"],
        "assignee_id": [None, bob.pk],
        "category_id": [None, general.pk],
    }
    assert Event.objects.filter(type="ticket_changed").count() == 1
    assert "status: open → pending" in page_of(amira, ticket)


def page_of(user: User, ticket: Ticket) -> str:
    return browser_of(user).get(address(Ticket, "change", ticket.pk)).content.decode()


def test_saved_without_a_change_nothing_is_told(ticket: Ticket, amira: User) -> None:
    assert post(amira, ticket).status_code == 302

    assert not TicketChange.objects.exists()


def test_a_step_that_is_not_allowed_is_refused_in_words(ticket: Ticket, amira: User) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    ticket.refresh_from_db()

    refused = post(amira, ticket, subject="New")
    assert refused.context["adminform"].form.errors == {"__all__": [TicketClosed.sentence]}
    assert post(amira, ticket, subject="New", status="open").status_code == 302


def test_what_changed_between_form_and_deed_is_said(
    ticket: Ticket, amira: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **wishes: Any) -> None:
        raise TicketClosed

    monkeypatch.setattr(ticket_admin, "change_ticket", refuse)
    answer = post(amira, ticket, subject="New")

    assert answer.status_code == 302
    assert answer["Location"] == address(Ticket, "change", ticket.pk)
    ticket.refresh_from_db()
    assert ticket.subject == "The tap drips"


def test_nobody_and_nothing_of_another_company_is_offered_or_taken(
    ticket: Ticket, amira: User, root: User, alice: User, charlie: User, vera: User,
    general: TicketCategory, foreign: TicketCategory,
) -> None:  # fmt: skip
    for user in (amira, root):
        form = browser_of(user).get(address(Ticket, "change", ticket.pk)).context["adminform"].form
        assert set(form.fields["assignee"].queryset) == {amira, alice}
        assert set(form.fields["category"].queryset) == {general}
        for field, value in [
            ("assignee", charlie.pk), ("assignee", vera.pk), ("category", foreign.pk),
        ]:  # fmt: skip
            refused = post(user, ticket, **{field: value})
            assert field in refused.context["adminform"].form.errors


def test_who_has_it_stays_among_the_offered(ticket: Ticket, amira: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=bob)
    ticket.refresh_from_db()

    assert post(amira, ticket, subject="New").status_code == 302
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.assignee) == ("New", bob)


def test_what_was_said_is_shown_as_text(ticket: Ticket, amira: User) -> None:
    said = "[now] Nora (customer): <script>alert(1)</script> {0}"
    Ticket.objects.filter(pk=ticket.pk).update(transcript=said, transcript_is_whole=False)

    page = page_of(amira, ticket)

    assert "&lt;script&gt;alert(1)&lt;/script&gt; {0}" in page
    assert "What was said before is at the desk" in page
    assert f"/desk/conversations/{ticket.conversation_id}/" in page


def test_the_list_reads_no_transcript(ticket: Ticket, amira: User) -> None:
    browser = browser_of(amira)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address(Ticket, "changelist")).status_code == 200
    assert not any('"transcript"' in query["sql"] for query in captured.captured_queries)


def test_tickets_are_made_of_conversations_alone_and_stay(ticket: Ticket, root: User) -> None:
    browser = browser_of(root)
    assert browser.get(address(Ticket, "add")).status_code == 403
    assert browser.post(address(Ticket, "delete", ticket.pk), {"post": "yes"}).status_code == 403


def test_a_category_is_a_companys_once_and_goes_only_if_unused(
    ticket: Ticket, amira: User, root: User, general: TicketCategory, foreign: TicketCategory
) -> None:
    browser, add = browser_of(amira), address(TicketCategory, "add")

    again = browser.post(add, {"name": "General", "position": 0})
    assert again.context["adminform"].form.errors == {
        "name": ["There is a category of this name already."]
    }
    assert browser.post(add, {"name": "Theirs", "position": 1}).status_code == 302
    rooted = {"name": "General", "position": 0, "company": foreign.company_id}
    assert browser_of(root).post(add, rooted).status_code == 302
    unchanged = {"name": "General", "position": 5}
    change = address(TicketCategory, "change", general.pk)
    assert browser.post(change, unchanged).status_code == 302

    Ticket.objects.filter(pk=ticket.pk).update(category=general)
    browser.post(address(TicketCategory, "delete", general.pk), {"post": "yes"})
    assert TicketCategory.objects.filter(pk=general.pk).exists()
    Ticket.objects.update(category=None)
    browser.post(address(TicketCategory, "delete", general.pk), {"post": "yes"})
    assert not TicketCategory.objects.filter(pk=general.pk).exists()
