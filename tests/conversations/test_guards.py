"""The guards behind the rules, each taken by itself and without threads."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.receiving import receive_message
from conversations.actions.releasing import release_conversation
from conversations.actions.repeating import Repeated
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.errors import AgentNotAvailable
from conversations.models import Author, Channel, Conversation, Deed, Owner
from conversations.models.conversation import OwnerChanged
from customers.models import Customer, Page
from handoff.accounts.models import Company, Role, User
from handoff.actor import system_of
from handoff.news.emitting import action, emit
from handoff.news.models import Event
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, make_guest, make_visitor, open_chat, open_stay


def twice(conversation: Conversation) -> tuple[Conversation, Conversation]:
    """The same row, read by two who do not know of each other."""
    rows = Conversation.objects.with_people()
    return rows.get(pk=conversation.pk), rows.get(pk=conversation.pk)


def test_of_two_who_saw_the_same_only_one_changes_the_owner(
    john: Conversation, alice: User, bob: User
) -> None:
    first, second = twice(john)
    first.pass_to(Owner.AGENT, deed=Deed.TAKEN, by=alice.as_actor(door="rest"), agent=alice)
    with pytest.raises(OwnerChanged):
        second.pass_to(Owner.AGENT, deed=Deed.TAKEN, by=bob.as_actor(door="rest"), agent=bob)
    assert Conversation.objects.get().agent == alice


def test_a_stale_timer_does_not_release_what_was_taken_again(
    john: Conversation, alice: User
) -> None:
    actor = alice.as_actor(door="rest")
    take_conversation(actor, conversation_id=john.pk)
    seen_by_timer, _ = twice(john)
    release_conversation(actor, conversation_id=john.pk)
    take_conversation(actor, conversation_id=john.pk)
    with pytest.raises(OwnerChanged):
        seen_by_timer.pass_to(
            Owner.NOBODY, deed=Deed.AGENT_LEFT, by=system_of(john.company_id, door="timer")
        )


def test_a_message_is_not_inserted_on_an_outdated_view(john: Conversation, alice: User) -> None:
    seen_before, _ = twice(john)
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk)
    with pytest.raises(OwnerChanged):
        seen_before.next_seq(at=timezone.now())
    assert Conversation.objects.get().last_seq == 0


@action
def say_twice_then_more(held: Conversation, page: Page) -> list[int]:
    """Facebook tells the same twice, and something else, to who holds the conversation."""
    numbers = []
    for provider_id in ("m-1", "m-1", "m-2"):
        words = Words(
            author=Author.CUSTOMER, text="Hello", at=timezone.now(), page=page,
            provider_id=provider_id,
        )  # fmt: skip
        with suppress(Repeated):
            numbers.append(add_message(held, words).seq)
    return numbers


def test_what_was_told_before_takes_no_number(john: Conversation, page: Page) -> None:
    assert say_twice_then_more(john, page) == [1, 2]


@pytest.mark.parametrize("change", ["deactivated", "made a customer", "moved away"])
def test_who_left_a_moment_ago_takes_nothing(
    john: Conversation, alice: User, globex: Company, change: str
) -> None:
    actor = alice.as_actor(door="rest")
    changes = {
        "deactivated": {"is_active": False},
        "made a customer": {"role": Role.CUSTOMER},
        "moved away": {"company": globex},
    }
    User.objects.filter(pk=alice.pk).update(**changes[change])  # type: ignore[arg-type]

    for deed in (
        lambda: take_conversation(actor, conversation_id=john.pk),
        lambda: send_message(actor, conversation_id=john.pk, text="Hello"),
    ):
        with pytest.raises(AgentNotAvailable):
            deed()
    assert Conversation.objects.get().owner == Owner.NOBODY
    assert not Event.objects.exists()


def test_a_late_message_moves_nothing_back(page: Page, john: Conversation) -> None:
    now = timezone.now()
    for text, mid, sent_at in (
        ("newer", "m2", now), ("older", "m1", now - timedelta(hours=1)),
    ):  # fmt: skip
        receive_message(page, customer_id=JOHN_ID, text=text, provider_id=mid, sent_at=sent_at)
    customer = Customer.objects.get()
    assert (customer.last_message, customer.message_count) == ("newer", 2)
    assert abs(customer.last_seen - now) < timedelta(seconds=1)
    assert abs(Conversation.objects.get().updated_at - now) < timedelta(seconds=1)


def test_news_never_shows_an_older_state_than_the_news_before(
    page: Page, john: Conversation, alice: User
) -> None:
    stale, _ = twice(john)
    receive_message(page, customer_id=JOHN_ID, text="Hi", provider_id="m", sent_at=timezone.now())

    @action
    def take_on_a_stale_view() -> None:
        from conversations.actions.ownership import change_owner

        actor = alice.as_actor(door="rest")
        change_owner(stale, Owner.AGENT, deed=Deed.TAKEN, by=actor, agent=alice)

    take_on_a_stale_view()
    customers = [event.payload["subject"]["customer"] for event in Event.objects.order_by("seq")]
    assert [customer["message_count"] for customer in customers] == [1, 1]
    assert {customer["last_message"] for customer in customers} == {"Hi"}


@pytest.mark.parametrize("author", [Author.NOTE, Author.SYSTEM])
def test_internal_lines_go_to_the_team_alone(john: Conversation, author: Author) -> None:
    @action
    def note() -> None:
        add_message(john, Words(author=author, text="Rude", at=timezone.now()))

    note()
    assert Event.objects.get().topics == [f"team:{john.company_id}"]


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.ROOM])
def test_other_channels_go_the_same_way(
    hotel: Company, alice: User, bob: User, channel: Channel
) -> None:
    """Nothing here is only Messenger's."""
    if channel == Channel.CHAT:
        conversation = open_chat(make_visitor(hotel, "Nora Novak"))
    else:
        conversation = open_stay(make_guest(hotel))
    actor = alice.as_actor(door="rest")
    message = send_message(actor, conversation_id=conversation.pk, text="Hello")
    transfer_conversation(actor, conversation_id=conversation.pk, to_user_id=bob.pk)
    release_conversation(bob.as_actor(door="rest"), conversation_id=conversation.pk)

    assert message.state == "sent"
    assert not Delivery.objects.exists()
    # A room's guest is told who is there, too (tests/rooms).
    events = list(Event.objects.exclude(type="staff_assigned").order_by("seq"))
    assert [event.type for event in events] == [
        "conversation_opened", "agent_changed", "message_added", "agent_changed", "agent_changed",
    ]  # fmt: skip
    assert {event.payload["subject"]["channel"] for event in events[1:]} == {str(channel)}


@pytest.mark.django_db(transaction=True)
def test_what_runs_after_the_commit_is_a_deed_of_its_own(john: Conversation, alice: User) -> None:
    actor = alice.as_actor(door="rest")

    @action
    def take_and_release_afterwards() -> None:
        take_conversation(actor, conversation_id=john.pk)
        transaction.on_commit(lambda: release_conversation(actor, conversation_id=john.pk))

    take_and_release_afterwards()
    assert Event.objects.filter(type="agent_changed").count() == 2
    with pytest.raises(RuntimeError, match="outside of an action"):
        emit(Event, company_id=1, to=[])  # type: ignore[arg-type]
