"""Customer context, and a chat that becomes a ticket (contract document 4, "Step 5", part 5)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from customers.models import ParticipantSession, Visitor
from handoff.accounts.models import Company, User
from livechat.models import ChatSession, TicketCategory
from tests.livechat.conftest import Call, begin, fresh


def test_an_agent_reads_what_to_know(call: Call, alice: User, vera: User) -> None:
    first, session = begin(vera), begin(vera)
    User.objects.filter(pk=vera.pk).update(created_at=timezone.now() - timedelta(days=30, hours=1))
    call(alice, "post", f"{first.pk}/convert-to-ticket")

    assert call(alice, "get", f"{session.pk}/customer-context").json() == {
        "customer": {
            "id": vera.pk, "name": "Vera Vidal", "kind": "user", "email": "vera@demo.test",
            "account_age_days": 30,
        },
        "previous_tickets_count": 1, "previous_chats_count": 1, "account_status": "active",
    }  # fmt: skip


def test_of_a_visitor_without_an_account(
    call: Call, alice: User, nora: ParticipantSession, waiting: ChatSession
) -> None:
    Visitor.objects.update(email="nora@example.com")
    context = call(alice, "get", f"{waiting.pk}/customer-context").json()
    assert context["account_status"] == "guest"
    assert context["customer"] == {
        "id": nora.visitor_id, "name": "Nora Novak", "kind": "visitor",
        "email": "nora@example.com", "account_age_days": 0,
    }  # fmt: skip


def test_customers_do_not(call: Call, nora: ParticipantSession, waiting: ChatSession) -> None:
    assert call(nora, "get", f"{waiting.pk}/customer-context").status_code == 403


def test_a_chat_becomes_a_ticket_and_goes_on(
    call: Call, alice: User, nora: ParticipantSession, waiting: ChatSession, hotel: Company
) -> None:
    category = TicketCategory.objects.create(company=hotel, name="Billing")
    call(nora, "post", f"{waiting.pk}/messages", content="My bill is wrong")

    answer = call(
        alice, "post", f"{waiting.pk}/convert-to-ticket", category_id=category.pk, priority="high"
    )

    body = answer.json()
    assert (answer.status_code, body["success"]) == (201, True)
    assert body["message"] == "Chat converted to ticket successfully"
    ticket = body["ticket"]
    assert (ticket["subject"], ticket["priority"]) == ("Late check-out", "high")
    assert ticket["category"] == {"id": category.pk, "name": "Billing"}
    again = call(alice, "post", f"{waiting.pk}/convert-to-ticket", subject="Other").json()
    assert again["ticket"] == ticket
    assert fresh(waiting).status == "pending"


def test_only_the_team_converts(call: Call, nora: ParticipantSession, waiting: ChatSession) -> None:
    assert call(nora, "post", f"{waiting.pk}/convert-to-ticket").status_code == 403
