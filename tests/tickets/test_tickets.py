"""`/api/tickets`: the team works on the company's, who asked reads the own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conversations.actions.opening import open_conversation
from conversations.models import Channel, Conversation
from customers.models import ParticipantSession
from customers.participants import actor_from
from handoff import topics
from handoff.accounts.keys import make_key
from handoff.accounts.models import Company, User
from handoff.news.models import Event
from livechat.models import Ticket, TicketCategory, TicketChange
from livechat.tickets.actions import convert_to_ticket
from livechat.tickets.serializers import ticket_data
from tests.cast import make_visitor, news_types, open_chat
from tests.tickets.conftest import Call, Says

pytestmark = pytest.mark.django_db

OWN_FIELDS = {
    "id", "subject", "status", "category", "conversation_id", "created_at", "updated_at",
}  # fmt: skip
STATES = ("open", "pending", "solved", "closed")


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["tickets"]]


def of_vera(vera: User, alice: User) -> Ticket:
    actor = actor_from(vera, door="rest")
    chat, _ = open_conversation(
        Conversation(
            company=vera.company, channel=Channel.CHAT, visitor_id=actor.participant_id("visitor")
        ),
        by=actor,
    )
    return convert_to_ticket(alice.as_actor(door="rest"), conversation_id=chat.pk)


def test_the_team_sees_the_companys_and_others_their_own(
    call: Call, ticket: Ticket, alice: User, amira: User, charlie: User, vera: User, root: User,
    nora: ParticipantSession, hotel: Company,
) -> None:  # fmt: skip
    veras = of_vera(vera, alice)
    otto = make_visitor(hotel, "Otto Other")

    for who, seen in [
        (alice, [veras, ticket]), (amira, [veras, ticket]), (root, [veras, ticket]),
        (charlie, []), (vera, [veras]), (nora, [ticket]), (otto, []),
    ]:  # fmt: skip
        assert ids(call(who, "get")) == [one.pk for one in seen], who
        for one in (veras, ticket):
            answer = call(who, "get", f"/{one.pk}")
            assert answer.status_code == (200 if one in seen else 404), who
            assert ("error" in answer.json()) == (one not in seen)
    nobody = call(None, "get")
    assert (nobody.status_code, nobody.json()["success"]) == (401, False)


def test_who_asked_reads_what_was_said_and_nothing_of_the_team(
    call: Call, chat: Conversation, nora: ParticipantSession, alice: User, says: Says
) -> None:
    says("The tap drips")
    ticket = convert_to_ticket(alice.as_actor(door="rest"), conversation_id=chat.pk)
    call(alice, "patch", f"/{ticket.pk}", assignee_id=alice.pk, priority="urgent")

    assert set(call(nora, "get").json()["tickets"][0]) == OWN_FIELDS
    shown = call(nora, "get", f"/{ticket.pk}")
    assert set(shown.json()["ticket"]) == OWN_FIELDS | {"transcript", "transcript_is_whole"}
    assert "The tap drips" in shown.json()["ticket"]["transcript"]
    assert "Alice" not in shown.content.decode()


def test_the_team_reads_it_with_transcript_and_where_to_read_on(
    call: Call, ticket: Ticket, alice: User, client: Client
) -> None:
    shown = call(alice, "get", f"/{ticket.pk}/").json()["ticket"]

    assert shown == {
        **ticket_data(ticket),
        "transcript": "",
        "transcript_is_whole": True,
        "conversation_url": f"/desk/conversations/{ticket.conversation_id}/",
    }
    client.force_login(alice)
    assert client.get(shown["conversation_url"]).status_code == 200
    assert client.get("/api/tickets").status_code == 200  # by the pages' cookie, too


def test_a_ticket_is_worked_on_and_each_change_is_kept(
    call: Call, ticket: Ticket, alice: User, bob: User, general: TicketCategory
) -> None:
    wishes = {"status": "pending", "priority": "low", "subject": "New", "category_id": general.pk}

    answer = call(alice, "patch", f"/{ticket.pk}", **wishes, assignee_id=bob.pk)

    assert answer.status_code == 200
    shown = answer.json()["ticket"]
    assert (shown["status"], shown["priority"], shown["subject"]) == ("pending", "low", "New")
    assert shown["category"] == {"id": general.pk, "name": "General"}
    assert shown["assignee"] == {"id": bob.pk, "name": "Bob Brown"}
    assert shown["updated_at"] > shown["created_at"]
    change = TicketChange.objects.get()
    assert (change.by, change.by_name, change.door) == (alice, "Alice Adams", "rest")
    assert change.changes == {
        "status": ["open", "pending"],
        "priority": ["medium", "low"],
        "subject": ["The tap drips", "New"],
        "category_id": [None, general.pk],
        "assignee_id": [None, bob.pk],
    }
    cleared = call(alice, "patch", f"/{ticket.pk}", category_id=None, assignee_id=None)
    assert cleared.json()["ticket"]["category"] is cleared.json()["ticket"]["assignee"] is None


def test_a_change_is_told_to_the_team_and_none_to_nobody(
    call: Call, ticket: Ticket, alice: User
) -> None:
    call(alice, "patch", f"/{ticket.pk}", status="solved")
    before = call(alice, "get", f"/{ticket.pk}").json()
    for nothing in ({}, {"status": "solved"}, {"unknown": 1}):
        assert call(alice, "patch", f"/{ticket.pk}", **nothing).json() == before

    event = Event.objects.get(type="ticket_changed")
    assert event.topics == [topics.team(ticket.company_id)]
    assert event.payload["changes"] == {"status": ["open", "solved"]}
    assert event.payload["ticket"]["status"] == "solved"
    assert news_types().count("ticket_changed") == TicketChange.objects.count() == 1


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
@pytest.mark.parametrize("who", ["alice", "amira"])
def test_which_steps_there_are(
    request: pytest.FixtureRequest, call: Call, ticket: Ticket, before: str, after: str, who: str
) -> None:
    allowed = {
        "open": {"pending", "solved", "closed"},
        "pending": {"open", "solved", "closed"},
        "solved": {"open", "closed"},
        "closed": {"open"} if who == "amira" else set(),
    }
    Ticket.objects.filter(pk=ticket.pk).update(status=before)

    answer = call(request.getfixturevalue(who), "patch", f"/{ticket.pk}", status=after)

    may = after == before or after in allowed[before]
    assert answer.status_code == (200 if may else 409)
    assert Ticket.objects.get().status == (after if may else before)
    if not may:
        assert answer.json()["success"] is False


def test_a_closed_ticket_stays_as_it_is(call: Call, ticket: Ticket, amira: User) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")

    assert call(amira, "patch", f"/{ticket.pk}", subject="New").status_code == 409
    opened = call(amira, "patch", f"/{ticket.pk}", subject="New", status="open")
    assert opened.json()["ticket"]["subject"] == "New"


def test_who_asked_and_strangers_change_nothing(
    call: Call, ticket: Ticket, nora: ParticipantSession, vera: User, charlie: User
) -> None:
    for who, status in [(nora, 403), (vera, 404), (charlie, 404), (None, 401)]:
        answer = call(who, "patch", f"/{ticket.pk}", status="bad" if who is nora else "closed")
        assert (answer.status_code, answer.json()["success"]) == (status, False)
    assert Ticket.objects.get().status == "open"


def test_nothing_of_another_company_is_put_into_it(
    call: Call, ticket: Ticket, alice: User, root: User, charlie: User, vera: User,
    foreign: TicketCategory,
) -> None:  # fmt: skip
    for who in (alice, root):
        for field, value in [
            ("category_id", foreign.pk), ("assignee_id", charlie.pk), ("assignee_id", vera.pk),
            ("assignee_id", 10**9),
        ]:  # fmt: skip
            answer = call(who, "patch", f"/{ticket.pk}", **{field: value})
            assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    kept = Ticket.objects.get()
    assert (kept.assignee, kept.category) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""), ("subject", None), ("subject", "x" * 201), ("status", "done"),
        ("status", None), ("priority", ""), ("category_id", "x"), ("category_id", 2**63),
        ("assignee_id", 0), ("assignee_id", {}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    call: Call, ticket: Ticket, alice: User, field: str, value: object
) -> None:
    answer = call(alice, "patch", f"/{ticket.pk}", **{field: value})

    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]


def test_the_list_is_paged_narrowed_and_searched(
    call: Call, hotel: Company, alice: User, general: TicketCategory, foreign: TicketCategory
) -> None:
    actor = alice.as_actor(door="rest")
    made = [
        convert_to_ticket(
            actor, conversation_id=open_chat(make_visitor(hotel, f"Guest{number} Gray")).pk,
            subject=f"Subject {number}", category_id=general.pk if number % 2 else None,
        ).pk
        for number in range(5)
    ]  # fmt: skip
    call(alice, "patch", f"/{made[0]}", status="solved")

    assert ids(call(alice, "get")) == [made[0], *reversed(made[1:])]
    page = call(alice, "get", page=2, limit=2).json()
    assert [row["id"] for row in page["tickets"]] == [made[3], made[2]]
    assert page["pagination"] == {
        "page": 2, "limit": 2, "total": 5, "total_pages": 3, "has_more": True,
    }  # fmt: skip
    assert ids(call(alice, "get", status="solved")) == [made[0]]
    assert ids(call(alice, "get", category=general.pk)) == [made[3], made[1]]
    assert ids(call(alice, "get", category=foreign.pk)) == []
    assert ids(call(alice, "get", category="9" * 50)) == []
    assert ids(call(alice, "get", search="guest3")) == [made[3]]
    assert ids(call(alice, "get", search="SUBJECT 2")) == [made[2]]
    assert made[4] in ids(call(alice, "get", search=f"#{made[4]}"))
    for wrong in ({"status": "done"}, {"category": "x"}, {"search": "\0"}, {"limit": "-1"}):
        assert call(alice, "get", **wrong).status_code == 400


def test_many_rows_cost_as_many_queries_as_one_and_no_transcript(
    call: Call, hotel: Company, alice: User, ticket: Ticket
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call(alice, "get").status_code == 200
        assert not any('"transcript"' in query["sql"] for query in captured.captured_queries)
        return len(captured)

    few = queries()
    for number in range(5):
        chat = open_chat(make_visitor(hotel, f"Guest{number} Gray"))
        made = convert_to_ticket(alice.as_actor(door="rest"), conversation_id=chat.pk)
        category = TicketCategory.objects.create(company=hotel, name=str(number))
        Ticket.objects.filter(pk=made.pk).update(assignee=alice, category=category)
    assert queries() == few


def test_a_key_may_what_its_scopes_name(call: Call, ticket: Ticket, amira: User) -> None:
    def key(*scopes: str) -> str:
        by = amira.as_actor(door="test")
        return make_key(by, user_id=amira.pk, name="CRM", scopes=scopes, expires_at=None)[1]

    reads, writes = key("tickets:read"), key("tickets:write")
    for path in ("", f"/{ticket.pk}", "/categories"):
        assert call(reads, "get", path).status_code == 200
        assert call(writes, "get", path).status_code == 403
    assert call(reads, "patch", f"/{ticket.pk}", status="solved").status_code == 403
    assert call(writes, "patch", f"/{ticket.pk}", status="solved").status_code == 200
    assert TicketChange.objects.get().by == amira


def test_the_team_lists_the_companys_categories_in_their_order(
    call: Call, hotel: Company, alice: User, vera: User, general: TicketCategory,
    foreign: TicketCategory,
) -> None:  # fmt: skip
    first = TicketCategory.objects.create(company=hotel, name="Zimmer", position=0)
    TicketCategory.objects.filter(pk=general.pk).update(position=1)

    assert call(alice, "get", "/categories").json()["categories"] == [
        {"id": first.pk, "name": "Zimmer"},
        {"id": general.pk, "name": "General"},
    ]
    assert call(vera, "get", "/categories").status_code == 403


@pytest.mark.parametrize("number", ["0", "-1", "x", "1" * 30, "٣"])
def test_what_is_no_id_is_not_found(call: Call, alice: User, number: str) -> None:
    assert call(alice, "get", f"/{number}").status_code == 404
    assert call(alice, "patch", f"/{number}", status="open").status_code == 404
