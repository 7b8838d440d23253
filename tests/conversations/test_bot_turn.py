"""The bot's turn and its fence: an answer that comes too late is never sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from conversations.actions.receiving import receive_message
from conversations.actions.taking import take_conversation
from conversations.bots import base, turns
from conversations.bots.base import Answer, Turn
from conversations.bots.faq import DOES_NOT_KNOW, reply
from conversations.models import Author, Bot, Conversation, FaqEntry, Message, MessageState, Owner
from customers.models import Page
from handoff.accounts.models import Company, User
from handoff.news.models import Event
from handoff.outbox.kinds import Refused, Stale
from handoff.outbox.models import Delivery, DeliveryState
from tests.cast import JOHN_ID


@pytest.fixture
def turn(page: Page, bot: Bot, john: Conversation) -> Delivery:
    """A turn that waits for its bot."""
    receive_message(
        page, customer_id=JOHN_ID, text="Breakfast?", provider_id="m", sent_at=timezone.now()
    )
    return Delivery.objects.get(kind=turns.KIND)


@pytest.fixture
def bot_that(monkeypatch: pytest.MonkeyPatch, turn: Delivery) -> Callable[..., None]:
    def use(think: Callable[[Turn], Answer]) -> None:
        monkeypatch.setitem(base._kinds, "faq", think)

    return use


def test_an_answer_is_said_and_queued_under_its_epoch(
    turn: Delivery, bot_that: Callable[..., None]
) -> None:
    bot_that(lambda turn: Answer(text=f"You asked: {turn.text}"))
    turns.take_turn(turn)

    said = Message.objects.get(author=Author.BOT)
    assert (said.text, said.state) == ("You asked: Breakfast?", MessageState.PENDING)
    assert Delivery.objects.get(kind="messenger.send").epoch == turn.epoch


def test_a_turn_done_twice_is_said_once(turn: Delivery, bot_that: Callable[..., None]) -> None:
    bot_that(lambda turn: Answer(text="Seven"))
    turns.take_turn(turn)
    turns.take_turn(turn)
    assert Message.objects.filter(author=Author.BOT).count() == 1
    assert Delivery.objects.filter(kind="messenger.send").count() == 1


def test_a_slow_bot_that_finishes_after_the_takeover_says_nothing(
    turn: Delivery, bot_that: Callable[..., None], john: Conversation, alice: User
) -> None:
    def think(turn: Turn) -> Answer:
        take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk, from_bot=True)
        return Answer(text="Too late")

    bot_that(think)
    with pytest.raises(Stale):
        turns.take_turn(turn)
    assert not Message.objects.filter(author=Author.BOT).exists()


def test_a_takeover_cancels_the_answer_that_waits(
    turn: Delivery, bot_that: Callable[..., None], john: Conversation, alice: User
) -> None:
    bot_that(lambda turn: Answer(text="Seven"))
    turns.take_turn(turn)
    take_conversation(alice.as_actor(door="rest"), conversation_id=john.pk, from_bot=True)

    assert Delivery.objects.get(kind="messenger.send").state == DeliveryState.CANCELLED
    assert Message.objects.get(author=Author.BOT).state == MessageState.CANCELLED
    assert Event.objects.filter(type="message_state_changed").count() == 1


def test_a_bot_that_gives_up_asks_for_a_person(
    turn: Delivery, bot_that: Callable[..., None], john: Conversation
) -> None:
    bot_that(lambda turn: Answer(gives_up=True, reason="does not know"))
    turns.take_turn(turn)

    john.refresh_from_db()
    assert john.owner == Owner.NOBODY
    assert Event.objects.filter(type="person_requested").count() == 1
    assert not Message.objects.filter(author=Author.BOT).exists()


def test_a_bot_that_fails_for_good_is_not_mute(turn: Delivery, john: Conversation) -> None:
    turn.state = DeliveryState.FAILED
    turns.hand_over_if_failed(turn)
    john.refresh_from_db()
    assert john.owner == Owner.NOBODY


def test_an_unknown_kind_of_bot_is_refused(turn: Delivery) -> None:
    Bot.objects.update(kind="oracle")
    with pytest.raises(Refused):
        turns.take_turn(turn)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What time is breakfast?", "From 6:30"),
        ("wat time is brekfast", "From 6:30"),
        ("breakfast", "From 6:30"),
        ("hello, when is breakfast please", "From 6:30"),
        ("Is there parking", "In the garage"),
        ("parkin?", "In the garage"),
        ("Who won the world cup?", DOES_NOT_KNOW),
        ("", DOES_NOT_KNOW),
        ("🙂", DOES_NOT_KNOW),
    ],
)
def test_the_embedded_bot_knows_its_entries(bot: Bot, question: str, answer: str) -> None:
    add = FaqEntry.objects.create
    add(
        company=bot.company, question="What time is breakfast?", variants="When is breakfast?",
        answer="From 6:30",
    )  # fmt: skip
    add(company=bot.company, question="Is there parking?", answer="In the garage")
    add(company=bot.company, question="Is there a pool?", answer="No", is_active=False)

    turn = Turn(company_id=bot.company_id, conversation_id=1, text=question, bot=bot)
    assert reply(turn).text == answer


def test_the_embedded_bot_knows_nothing_of_other_companies(bot: Bot, globex: Company) -> None:
    FaqEntry.objects.create(company=globex, question="Is there a pool?", answer="Yes")
    turn = Turn(company_id=bot.company_id, conversation_id=1, text="Is there a pool?", bot=bot)
    assert reply(turn).text == DOES_NOT_KNOW
