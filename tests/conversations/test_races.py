"""Many at once, with real threads and real transactions: 50 on PostgreSQL, 20 on SQLite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from conversations.actions.bot import say_as_bot
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.errors import AlreadyAssigned, AssignedToAnother
from conversations.models import Bot, Conversation, Deed, HandoffRecord, Message, Owner
from handoff.accounts.models import Company, Role, User
from handoff.actor import Actor
from handoff.news.models import Event, Stream
from tests.cast import make_user
from tests.racing import raced

RACERS = 50 if connection.vendor == "postgresql" else 20

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def racers(hotel: Company) -> list[User]:
    return [make_user(hotel, f"Agent{number} Racer", Role.AGENT) for number in range(RACERS)]


def all_do(users: list[User], deed: Callable[[Actor], object]) -> Counter[str]:
    """Let every user do it at the same moment; how often each outcome came."""
    refusals = raced([partial(deed, user.as_actor(door="rest")) for user in users])
    return Counter("won" if refusal is None else refusal.text for refusal in refusals)


def test_of_all_who_claim_at_once_one_wins_and_the_others_are_told_who(
    john: Conversation, racers: list[User]
) -> None:
    outcomes = all_do(racers, lambda actor: take_conversation(actor, conversation_id=john.pk))

    winner = Conversation.objects.get(pk=john.pk).agent
    assert winner is not None
    assert outcomes == {"won": 1, AlreadyAssigned(winner_of(john)).text: RACERS - 1}
    assert HandoffRecord.objects.filter(conversation=john, deed=Deed.TAKEN).count() == 1
    assert Event.objects.filter(type="agent_changed").count() == 1
    assert_stream_is_gapless(john.company_id)


def test_of_all_who_write_at_once_one_is_heard(john: Conversation, racers: list[User]) -> None:
    outcomes = all_do(
        racers,
        lambda actor: send_message(actor, conversation_id=john.pk, text="May I help you?"),
    )

    assert outcomes == {"won": 1, AssignedToAnother(winner_of(john)).text: RACERS - 1}
    message = Message.objects.get(conversation=john)
    assert message.agent == winner_of(john).agent
    assert HandoffRecord.objects.filter(conversation=john, deed=Deed.TAKEN).count() == 1


def test_the_same_client_id_sent_many_times_at_once_is_said_once(
    john: Conversation, alice: User
) -> None:
    outcomes = all_do(
        [alice] * (RACERS // 5),
        lambda actor: send_message(
            actor, conversation_id=john.pk, text="Once", client_id="one-and-the-same"
        ),
    )

    assert outcomes == {"won": RACERS // 5}
    assert Message.objects.filter(conversation=john).count() == 1
    assert Conversation.objects.get(pk=john.pk).last_seq == 1


def test_the_bot_says_nothing_after_a_takeover_however_they_race(
    bot: Bot, john: Conversation, racers: list[User]
) -> None:
    epoch = john.epoch

    def take_or_answer(actor: Actor) -> object:
        if actor.user_id == racers[0].pk:
            return take_conversation(actor, conversation_id=john.pk, from_bot=True)
        return say_as_bot(john.pk, epoch=epoch, text="I am a bot", client_id=f"b{actor.user_id}")

    all_do(racers, take_or_answer)

    taken = Conversation.objects.get(pk=john.pk)
    assert (taken.owner, taken.epoch) == (Owner.AGENT, epoch + 1)
    taken_seq = Event.objects.get(type="agent_changed").seq
    answers = Event.objects.filter(type="message_added")
    assert all(event.seq < taken_seq for event in answers)
    assert answers.count() == Message.objects.count()


def winner_of(conversation: Conversation) -> Conversation:
    return Conversation.objects.with_people().get(pk=conversation.pk)


def assert_stream_is_gapless(company_id: int) -> None:
    numbers = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, Stream.objects.get(company_id=company_id).last_seq + 1))
