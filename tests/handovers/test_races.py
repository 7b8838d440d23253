"""Many at once, with real threads and real transactions. They mean most on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from conversations.actions.accepting import accept_handover, claim_handover, go_on
from conversations.actions.offering import decline_handover, offer_handover, withdraw_handover
from conversations.actions.releasing import release_conversation
from conversations.actions.taking import take_conversation
from conversations.models import Author, Conversation, HandoffRecord, Handover, Message
from customers.models import Page
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import Company, Role, User
from handoff.news.models import Event, Stream
from tests.cast import make_user
from tests.handovers.conftest import accept, chats_of, customers_of, fates, offer, take
from tests.livechat.conftest import actor_of, put_online
from tests.racing import all_at_once

RACERS = 8
ROUNDS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_all_who_accept_at_once_one_gets_everything(
    hotel: Company, alice: User, page: Page
) -> None:
    racers = [make_user(hotel, f"Agent{number} Racer", Role.AGENT) for number in range(RACERS)]
    held = customers_of(alice, page, 3)
    made = offer(alice, notes={one.pk: "Once" for one in held})
    outcomes = all_at_once(
        [partial(accept_handover, actor_of(who), handover_id=made.pk) for who in racers]
    )

    assert outcomes == {"done": 1, "handover_ended": RACERS - 1}
    winner = Handover.objects.get().accepted_by
    assert {one.agent for one in Conversation.objects.all()} == {winner}
    assert HandoffRecord.objects.filter(deed="transferred").count() == 3
    assert Message.objects.filter(author=Author.NOTE).count() == 3
    numbers = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, Stream.objects.get(company=hotel).last_seq + 1))


def test_who_offers_twice_at_once_offers_once(alice: User, page: Page) -> None:
    customers_of(alice, page, 2)
    outcomes = all_at_once([partial(offer_handover, actor_of(alice)) for _ in range(4)])
    assert outcomes == {"done": 1, "already_offered": 3}
    assert Handover.objects.get().items.count() == 2


def test_of_accepting_declining_and_withdrawing_one_happens(
    alice: User, bob: User, page: Page
) -> None:
    (held,) = customers_of(alice, page, 1)
    for _ in range(ROUNDS):
        take(alice, held)
        made = offer(alice, to=bob.pk)
        outcomes = all_at_once(
            [
                partial(accept_handover, actor_of(bob), handover_id=made.pk),
                partial(decline_handover, actor_of(bob), handover_id=made.pk),
                partial(withdraw_handover, actor_of(alice), handover_id=made.pk),
            ]
        )
        assert outcomes == {"done": 1, "handover_ended": 2}
        made.refresh_from_db()
        conversation = Conversation.objects.get(pk=held.pk)
        assert (conversation.agent == bob) == (made.state == "accepted")
        release_conversation(actor_of(conversation.agent or alice), conversation_id=conversation.pk)


def test_what_is_released_and_taken_at_that_moment_is_had_by_one(
    alice: User, amira: User, bob: User, page: Page
) -> None:
    """Either the giver's transfer was first, or the other had it and keeps it."""
    for number in range(ROUNDS):
        held = customers_of(alice, page, 3, f"R{number}-")

        def leave_and_take(one: Conversation) -> None:
            release_conversation(actor_of(alice), conversation_id=one.pk)
            take_conversation(actor_of(amira), conversation_id=one.pk)

        made = offer(alice, notes={one.pk: "Note" for one in held})
        all_at_once(
            [
                partial(accept_handover, actor_of(bob), handover_id=made.pk),
                partial(leave_and_take, held[1]),
                partial(leave_and_take, held[2]),
            ]
        )
        made.refresh_from_db()
        assert made.is_finished
        for one in held:
            outcome, _ = fates(made)[one.pk]
            agent = Conversation.objects.get(pk=one.pk).agent
            notes = Message.objects.filter(conversation=one, author=Author.NOTE)
            assert (outcome, agent) in {("passed", bob), ("not_held", amira), ("not_held", None)}
            assert notes.exists() == (outcome == "passed")


def test_two_processes_at_the_same_handover_do_everything_once(
    alice: User, bob: User, page: Page
) -> None:
    held = customers_of(alice, page, 6)
    made = offer(alice, notes={one.pk: "Once" for one in held})
    claim_handover(actor_of(bob), handover_id=made.pk)
    outcomes = all_at_once([partial(go_on, made.pk, seconds=20, door="test") for _ in range(3)])

    assert outcomes == {"done": 3}
    assert set(fates(made).values()) == {("passed", "")}
    assert Message.objects.count() == HandoffRecord.objects.filter(deed="transferred").count() == 6
    assert Event.objects.filter(type="handover_changed").count() == 2


def test_nobody_gets_more_chats_than_allowed_by_two_handovers_at_once(
    hotel: Company, alice: User, amira: User, bob: User
) -> None:
    put_online(bob, slots=3)
    chats_of(alice, hotel, 3)
    chats_of(amira, hotel, 3)
    offers = [offer(alice), offer(amira)]
    assert all_at_once([partial(accept, bob, one) for one in offers]) == {"done": 2}
    outcomes = Counter(what for one in offers for what, _ in fates(one).values())
    assert outcomes == {"passed": 3, "kept": 3}
    assert Conversation.objects.filter(agent=bob, closed_at=None).count() == 3


@pytest.mark.parametrize("who", ["giver", "accepter"])
def test_who_is_deactivated_at_that_moment_has_nothing_afterwards(
    hotel: Company, amira: User, page: Page, who: str
) -> None:
    for number in range(ROUNDS):
        giver = make_user(hotel, f"Giver{number} G", Role.AGENT)
        accepter = make_user(hotel, f"Accepter{number} A", Role.AGENT)
        gone = giver if who == "giver" else accepter
        held = customers_of(giver, page, 2, f"D{number}-")
        made = offer(giver, to=accepter.pk)
        outcomes = all_at_once(
            [
                partial(accept, accepter, made),
                partial(deactivate_user, actor_of(amira), user_id=gone.pk),
            ]
        )
        assert outcomes["done"] + outcomes["handover_ended"] == 2
        assert not User.objects.get(pk=gone.pk).is_active
        assert not Conversation.objects.filter(agent=gone).exists()
        made.refresh_from_db()
        assert made.is_finished
        assert all(Conversation.objects.get(pk=one.pk).owner != "bot" for one in held)


@pytest.mark.parametrize("who", ["giver", "colleague"])
def test_nothing_is_offered_to_or_by_who_is_deactivated_at_that_moment(
    hotel: Company, amira: User, page: Page, who: str
) -> None:
    for number in range(ROUNDS):
        giver = make_user(hotel, f"Giver{number} G", Role.AGENT)
        colleague = make_user(hotel, f"Colleague{number} C", Role.AGENT)
        gone = giver if who == "giver" else colleague
        customers_of(giver, page, 1, f"N{number}-")
        all_at_once(
            [
                partial(offer_handover, actor_of(giver), to=colleague.pk),
                partial(deactivate_user, actor_of(amira), user_id=gone.pk),
            ]
        )
        assert not User.objects.get(pk=gone.pk).is_active
        assert not Handover.objects.open().filter(giver=giver).exists()
