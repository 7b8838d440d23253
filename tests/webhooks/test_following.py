"""Which news goes to whom, written with the deed or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.accepting import accept_handover
from conversations.actions.adding import Words, add_message
from conversations.actions.offering import offer_handover
from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.models import Author, Conversation
from customers.models import Page
from handoff.accounts.models import Company, Role, User
from handoff.news.emitting import action
from handoff.news.models import Event, Stream
from handoff.outbox.models import Delivery
from handoff.realtime.dialects.dashboard.options import Dashboard
from handoff.webhooks import following
from handoff.webhooks.actions import change_endpoint, delete_endpoint
from livechat.tickets.actions import change_ticket, convert_to_ticket
from tests.cast import make_user
from tests.webhooks.conftest import Listens, Writes, deliveries, wishes

pytestmark = pytest.mark.django_db


def bodies() -> list[dict[str, Any]]:
    return [row.payload["event"] for row in deliveries()]


def types() -> list[str]:
    return [body["type"] for body in bodies()]


def test_the_body_is_the_frame_of_the_websocket(
    listens: Listens, writes: Writes, hotel: Company
) -> None:
    listens()
    writes("Is there a pool?")
    event = Event.objects.get(type="message_added")
    (frame,) = Dashboard().frames(event)
    (body,) = bodies()
    assert body == {
        "id": f"{hotel.pk}-{event.seq}-1",
        "cursor": frame["cursor"],
        "type": frame["type"],
        "data": frame["data"],
        "created_at": event.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def test_tickets_are_told_to_who_chose_them(
    listens: Listens, john: Conversation, alice: User
) -> None:
    listens(event_types=["ticket_opened", "ticket_changed"])
    listens(event_types=["new_message"])
    actor = alice.as_actor(door="rest")
    ticket = convert_to_ticket(actor, conversation_id=john.pk, subject="Tap in 101")
    change_ticket(actor, ticket_id=ticket.pk, status="solved")
    assert types() == ["ticket_opened", "ticket_changed"]
    assert bodies()[1]["data"]["ticket"]["status"] == "solved"
    assert bodies()[1]["data"]["changes"] == {"status": ["open", "solved"]}


def test_each_endpoint_gets_what_it_chose(
    listens: Listens, john: Conversation, alice: User
) -> None:
    both = listens(event_types=["agent_status_changed", "agent_assignment_changed"])
    second = listens(event_types=["agent_assignment_changed", "agent_requested"])
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)
    release_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)

    told = [(row.target, row.payload["event"]["type"]) for row in deliveries()]
    assert told == 2 * [
        (both.target, "agent_status_changed"),
        (both.target, "agent_assignment_changed"),
        (second.target, "agent_assignment_changed"),
    ]
    first, *_ = Event.objects.filter(type="agent_changed").order_by("seq")
    numbers = [body["id"].split("-")[1:] for body in bodies()[:3]]
    assert numbers == [[str(first.seq), n] for n in ("1", "2", "2")]


def test_a_lane_for_each_conversation_and_endpoint(listens: Listens, writes: Writes) -> None:
    endpoint = listens()
    writes()
    writes(customer_id="8708957485860082")
    writes()
    lanes = [row.lane for row in deliveries()]
    one, other = Conversation.objects.order_by("pk").values_list("pk", flat=True)
    assert lanes == [f"webhook:{endpoint.pk}:{pk}" for pk in (one, other, one)]
    assert {row.conversation_id for row in deliveries()} == {one, other}


def test_news_of_no_conversation_has_the_lane_of_the_endpoint(listens: Listens) -> None:
    endpoint = listens()
    assert endpoint.lane_of(None) == f"webhook:{endpoint.pk}"


def test_shift_handovers_are_told_in_the_endpoints_own_lane(
    listens: Listens, john: Conversation, alice: User, bob: User
) -> None:
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)
    endpoint = listens(event_types=["handover_offered", "handover_changed"])
    listens(event_types=["new_message"])
    offered = offer_handover(alice.as_actor(door="rest"))
    accept_handover(bob.as_actor(door="rest"), handover_id=offered.pk)
    told = [(row.lane, row.payload["event"]["type"]) for row in deliveries()]
    lane = endpoint.lane_of(None)
    assert told == [
        (lane, "handover_offered"),
        (lane, "handover_changed"),
        (lane, "handover_changed"),
    ]
    last = bodies()[-1]["data"]["handover"]
    assert (last["id"], last["summary"]) == (offered.pk, "Passed 1 of 1")


@pytest.mark.parametrize("author", [Author.NOTE, Author.SYSTEM])
def test_notes_and_system_lines_only_where_included(
    listens: Listens, john: Conversation, author: str
) -> None:
    @action
    def jot() -> None:
        add_message(john, Words(author=Author(author), text="Difficult", at=timezone.now()))

    endpoint = listens()
    jot()
    assert bodies() == []
    actor = endpoint.created_by.as_actor(door="admin") if endpoint.created_by else None
    assert actor
    include = ["notes" if author == Author.NOTE else "system"]
    change_endpoint(actor, endpoint_id=endpoint.pk, wishes=wishes(include=include))
    jot()
    assert [body["data"]["message"] for body in bodies()] == ["Difficult"]


def test_only_the_pages_that_were_chosen(
    listens: Listens, writes: Writes, page: Page, hotel: Company
) -> None:
    other = Page.objects.create(company=hotel, page_id="77", name="The Spa")
    everything, spa = listens(), listens(page_ids=["77"])
    writes("to the hotel")
    writes("to the spa", to=other)
    told = [(row.target, row.payload["event"]["data"]["message"]) for row in deliveries()]
    assert told == [
        (everything.target, "to the hotel"),
        (everything.target, "to the spa"),
        (spa.target, "to the spa"),
    ]


def test_a_page_that_is_gone_does_not_become_all_pages(listens: Listens, writes: Writes) -> None:
    listens(page_ids=["a page that was removed"])
    writes()
    assert bodies() == []


def test_messenger_alone_unless_other_channels_are_chosen(
    listens: Listens, hotel: Company, john: Conversation
) -> None:
    quiet, curious = listens(), listens(channels=["messenger", "chat"], page_ids=["77"])
    event = Event(
        company=hotel, seq=5, conversation_id=9, type="stop_changed", topics=[f"team:{hotel.pk}"],
        payload={"subject": {"channel": "chat"}, "stop": True, "timestamp": 1},
        created_at=timezone.now(),
    )  # fmt: skip
    for endpoint in (quiet, curious):
        endpoint.event_types = ["customer_stop_status_changed"]
    assert list(following.wanted(quiet, event)) == []
    assert len(list(following.wanted(curious, event))) == 1


def test_what_the_team_does_not_hear_no_endpoint_hears(listens: Listens, writes: Writes) -> None:
    endpoint = listens()
    writes()
    event = Event.objects.get(type="message_added")
    event.topics = [f"conversation:{event.conversation_id}", "user:3"]
    assert list(following.wanted(endpoint, event)) == []


def test_another_companys_endpoint_hears_nothing(
    listens: Listens, writes: Writes, globex: Company, globex_page: Page
) -> None:
    boss = make_user(globex, "Gina Gold", Role.ADMIN)
    theirs = listens(company=globex, by=boss)
    listens()
    writes("for the hotel alone")
    assert not Delivery.objects.filter(target=theirs.target).exists()
    assert not Delivery.objects.filter(company=globex).exists()
    writes("for Globex", to=globex_page)
    assert [row.company_id for row in Delivery.objects.filter(target=theirs.target)] == [globex.pk]


def test_a_deed_that_is_undone_tells_nobody(listens: Listens, writes: Writes) -> None:
    @action
    def write_and_fail() -> None:
        writes("never said")
        raise LookupError

    listens()
    with pytest.raises(LookupError):
        write_and_fail()
    assert bodies() == []


def test_a_fault_in_wording_does_not_undo_the_deed(
    listens: Listens, writes: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("subject")

    listens()
    monkeypatch.setattr(following, "frames_of", fail)
    writes()
    assert Event.objects.filter(type="message_added").exists()
    assert bodies() == []


# --- Who listens, and what it costs


def is_followed(company: Company) -> bool:
    return Stream.objects.get(company=company).is_followed


def test_the_stream_knows_whether_anybody_listens(
    listens: Listens, hotel: Company, amira: User
) -> None:
    actor = amira.as_actor(door="admin")
    first, second = listens(), listens()
    assert is_followed(hotel)
    change_endpoint(actor, endpoint_id=first.pk, wishes=wishes(is_active=False))
    assert is_followed(hotel)
    delete_endpoint(actor, endpoint_id=second.pk)
    assert not is_followed(hotel)
    change_endpoint(actor, endpoint_id=first.pk, wishes=wishes())
    assert is_followed(hotel)


def queries_of(deed: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        deed()
    return len(queries)


def test_without_endpoints_it_costs_no_query_and_with_ten_it_costs_two(
    listens: Listens, writes: Writes, amira: User
) -> None:
    writes()
    bare = queries_of(writes)
    off = listens(is_active=False)
    assert queries_of(writes) == bare
    actor = amira.as_actor(door="admin")
    change_endpoint(actor, endpoint_id=off.pk, wishes=wishes())
    assert queries_of(writes) == bare + 2
    for _ in range(9):
        listens()
    assert queries_of(writes) == bare + 2
    assert len(deliveries()) == 1 + 10


def test_one_that_wants_nothing_of_it_costs_one(listens: Listens, writes: Writes) -> None:
    writes()
    bare = queries_of(writes)
    listens(event_types=["agent_requested"])
    assert queries_of(writes) == bare + 1
