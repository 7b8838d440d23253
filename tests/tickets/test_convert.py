"""A conversation becomes a ticket: once, whoever asks how often, and for its own company."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from conversations.actions.closing import close_conversation
from conversations.models import Author, Conversation
from customers.models import ParticipantSession
from customers.participants import actor_from
from handoff import topics
from handoff.accounts.models import Company, Role, User
from handoff.accounts.permissions import TeamOnly
from handoff.commands import read_input
from handoff.errors import Invalid, NotFound
from handoff.news.models import Event
from livechat.models import Ticket, TicketCategory
from livechat.tickets.actions import convert_to_ticket
from livechat.tickets.serializers import ConvertInput, converted_data, ticket_data
from tests.cast import fresh, make_user, news_types
from tests.tickets.conftest import Says

RACERS = 50 if connection.vendor == "postgresql" else 10


def convert(user: User, conversation: Conversation, **asked: object) -> Ticket:
    given = read_input(ConvertInput, asked)
    return convert_to_ticket(user.as_actor(door="rest"), conversation_id=conversation.pk, **given)


@pytest.mark.django_db
class TestOne:
    def test_keeps_what_was_asked_for_and_what_was_said(
        self, chat: Conversation, alice: User, general: TicketCategory, says: Says
    ) -> None:
        says("The tap drips")
        says("An awkward guest", Author.NOTE)

        ticket = convert(alice, chat, subject="Tap in 101", category_id=general.pk, priority="high")

        assert converted_data(ticket) == {
            "message": "Chat converted to ticket successfully",
            "ticket": {
                "id": ticket.pk,
                "subject": "Tap in 101",
                "status": "open",
                "priority": "high",
                "category": {"id": general.pk, "name": "General"},
                "conversation_id": chat.pk,
                "requester": {"id": chat.visitor_id, "name": "Nora Novak"},
                "assignee": None,
                "created_by": {"id": alice.pk, "name": "Alice Adams"},
                "created_at": ticket_data(ticket)["created_at"],
                "updated_at": ticket_data(ticket)["updated_at"],
            },
        }
        assert "The tap drips" in ticket.transcript
        assert "awkward" not in ticket.transcript

    def test_is_named_for_whom_we_talked_to_if_nobody_names_it(
        self, chat: Conversation, alice: User
    ) -> None:
        ticket = convert(alice, chat, subject=" ", priority=None, category_id=None)

        assert (ticket.subject, ticket.priority) == ("Conversation with Nora Novak", "medium")

    def test_goes_on_and_its_transcript_stays_as_it_was(
        self, chat: Conversation, alice: User, says: Says
    ) -> None:
        says("Before")
        ticket = convert(alice, chat)
        says("After")

        assert fresh(chat).is_open
        assert convert(alice, chat).transcript == ticket.transcript
        assert "After" not in ticket.transcript

    def test_converted_again_is_the_same_and_tells_nothing(
        self, chat: Conversation, alice: User, bob: User
    ) -> None:
        first = convert(alice, chat, subject="First")
        again = convert(bob, chat, subject="Second", priority="urgent")

        assert again == first
        assert ticket_data(again) == ticket_data(first)
        assert news_types().count("ticket_opened") == 1

    def test_may_be_closed_and_on_any_channel(
        self, chat: Conversation, john: Conversation, alice: User, amira: User
    ) -> None:
        close_conversation(amira.as_actor(door="rest"), conversation_id=chat.pk)

        assert convert(alice, chat).requester_name == "Nora Novak"
        ticket = convert(alice, john)
        assert (ticket.requester_name, ticket.visitor) == ("John Doe", None)

    def test_the_team_alone_is_told(self, chat: Conversation, alice: User) -> None:
        ticket = convert(alice, chat)

        event = Event.objects.get(type="ticket_opened")
        assert event.topics == [topics.team(chat.company_id)]
        assert event.payload["ticket"] == ticket_data(ticket)
        assert event.payload["subject"]["channel"] == "chat"
        assert "transcript" not in event.payload["ticket"]

    def test_another_companys_category_is_refused(
        self, chat: Conversation, alice: User, foreign: TicketCategory
    ) -> None:
        for category_id in (foreign.pk, 10**9):
            with pytest.raises(Invalid) as refusal:
                convert(alice, chat, category_id=category_id)
            assert refusal.value.details == {"category_id": ["Category not found"]}
        assert not Ticket.objects.exists()

    def test_strangers_find_nothing_and_customers_may_not(
        self, chat: Conversation, nora: ParticipantSession, charlie: User, vera: User
    ) -> None:
        with pytest.raises(NotFound):
            convert(charlie, chat)
        with pytest.raises(TeamOnly):
            convert_to_ticket(nora.as_actor(door="rest"), conversation_id=chat.pk)
        with pytest.raises(NotFound):
            convert_to_ticket(actor_from(vera, door="rest"), conversation_id=chat.pk)
        assert not Ticket.objects.exists()

    def test_the_database_keeps_one_ticket_of_a_conversation(
        self, chat: Conversation, ticket: Ticket
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.create(company=chat.company, conversation=chat, subject="x")
        for field in ("status", "priority"):
            with pytest.raises(IntegrityError, match=field), transaction.atomic():
                Ticket.objects.filter(pk=ticket.pk).update(**{field: "odd"})

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("subject", "x" * 201), ("subject", {}), ("subject", 5),
            ("category_id", 0), ("category_id", "x"), ("category_id", 2**63),
            ("priority", "highest"), ("priority", 1),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_named(
        self, chat: Conversation, alice: User, field: str, value: object
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            convert(alice, chat, **{field: value})
        assert list(refusal.value.details or {}) == [field]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_convert_at_once_all_get_the_one_ticket(
    hotel: Company, chat: Conversation
) -> None:
    racers = [make_user(hotel, f"Agent{number} Racer", Role.AGENT) for number in range(RACERS)]
    start = Barrier(RACERS)

    def run(user: User) -> int:
        try:
            start.wait(timeout=30)
            return convert(user, chat, subject=user.name).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        answered = set(pool.map(run, racers))

    assert answered == {Ticket.objects.get().pk}
    assert news_types().count("ticket_opened") == 1
    seqs = list(Event.objects.filter(company=hotel).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
