"""Turns of a bot that lives elsewhere: under the fence, said once, and never mute."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.bot import say_as_bot
from conversations.actions.stopping import set_stop
from conversations.actions.taking import take_conversation
from conversations.bots import turns
from conversations.models import (
    Author,
    Bot,
    Conversation,
    FaqEntry,
    HandoffRecord,
    Message,
    MessageState,
    Owner,
)
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.delivering import carry_out, work_off
from handoff.outbox.kinds import Stale
from handoff.outbox.models import Delivery, DeliveryState
from tests.answering import cut, reply
from tests.bots.conftest import Writes
from tests.bots.fake_bot import FakeBot


def said_by_bot() -> list[str]:
    return list(
        Message.objects.filter(author=Author.BOT).order_by("seq").values_list("text", flat=True)
    )


def conversation() -> Conversation:
    return Conversation.objects.get()


def last_record() -> HandoffRecord:
    found = HandoffRecord.objects.order_by("epoch").last()
    assert found
    return found


def carry_out_until_settled(delivery: Delivery, clock: time_machine.Traveller) -> float:
    """Try it again and again, each time exactly when it is due; how many seconds that took."""
    begun_at = timezone.now()
    while delivery.state == DeliveryState.DUE:
        clock.move_to(max(delivery.next_try_at, timezone.now()), tick=False)
        work_off()
        delivery.refresh_from_db()
    return (timezone.now() - begun_at).total_seconds()


# --- What is said


def test_several_texts_are_several_messages_in_order_and_each_under_the_fence(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes
) -> None:
    turn = john_writes()
    elsewhere.says(reply(200, {"messages": ["One", "Two", "Three"]}))
    turns.take_turn(turn)

    assert said_by_bot() == ["One", "Two", "Three"]
    sends = Delivery.objects.filter(kind="messenger.send").order_by("pk")
    assert [send.epoch for send in sends] == [turn.epoch] * 3
    assert len({send.lane for send in sends}) == 1
    assert Message.objects.filter(author=Author.BOT).values("client_id").distinct().count() == 3


def test_a_turn_done_twice_is_asked_and_said_once(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes
) -> None:
    turn = john_writes()
    elsewhere.says(reply(200, {"messages": ["One", "Two"]}), reply(200, {"text": "Other words"}))
    turns.take_turn(turn)
    turns.take_turn(turn)

    assert said_by_bot() == ["One", "Two"]
    assert len(elsewhere.asked) == 1


def test_a_takeover_cancels_every_message_of_the_answer(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes, alice: User
) -> None:
    turn = john_writes()
    elsewhere.says(reply(200, {"messages": ["One", "Two"]}))
    turns.take_turn(turn)
    take_conversation(alice.as_actor(door="rest"), conversation_id=conversation().pk, from_bot=True)

    states = set(Message.objects.filter(author=Author.BOT).values_list("state", flat=True))
    assert states == {MessageState.CANCELLED}


def test_a_long_answer_is_cut_for_messenger(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes
) -> None:
    text = "Breakfast is served. " * 150
    elsewhere.says(reply(200, {"text": text}))
    turns.take_turn(john_writes())

    said = said_by_bot()
    assert " ".join(said) == text.strip()
    assert len(said) == 2
    assert all(len(part) <= 2000 and part.endswith("served.") for part in said)


def test_the_history_goes_out(webhook: Bot, elsewhere: FakeBot, john_writes: Writes) -> None:
    elsewhere.says(reply(200, {"text": "Hello John"}), reply(200, {"text": "At seven"}))
    turns.take_turn(john_writes("Hello"))
    turns.take_turn(john_writes("Breakfast?"))

    first, second = elsewhere.asked
    assert first.body["history"] == []
    assert [(line["author"], line["text"]) for line in second.body["history"]] == [
        ("customer", "Hello"), ("bot", "Hello John"),
    ]  # fmt: skip
    assert second.body["text"] == "Breakfast?"


def test_nothing_is_written_before_the_bot_has_answered(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes
) -> None:
    """And little is read: as much for a long history as for none."""
    turn = john_writes()
    asked_before: list[str] = []

    def look(handler: BaseHTTPRequestHandler) -> None:
        asked_before.extend(query["sql"].split()[0] for query in log)
        reply(200, {"text": "At seven"})(handler)

    elsewhere.says(look)
    with CaptureQueriesContext(connection):
        log = connection.queries_log
        log.clear()
        turns.take_turn(turn)
    assert asked_before == ["SELECT"] * 5


# --- The fence


@pytest.mark.django_db(transaction=True)
def test_who_takes_over_while_the_bot_thinks_is_not_talked_over(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes, alice: User
) -> None:
    """A slow bot, a real worker's try in a thread of its own, and a takeover in the middle."""
    turn = john_writes()
    is_asked, may_answer = threading.Event(), threading.Event()

    def slowly(handler: BaseHTTPRequestHandler) -> None:
        is_asked.set()
        may_answer.wait(5)
        reply(200, {"messages": ["Too", "late"]})(handler)

    elsewhere.says(slowly)

    def work() -> None:
        try:
            work_off()
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert is_asked.wait(5)
    take_conversation(alice.as_actor(door="rest"), conversation_id=conversation().pk, from_bot=True)
    may_answer.set()
    worker.join(10)

    turn.refresh_from_db()
    assert turn.state == DeliveryState.CANCELLED
    assert said_by_bot() == []
    assert not Delivery.objects.filter(kind="messenger.send").exists()
    assert conversation().owner == Owner.AGENT


def test_what_was_asked_under_an_old_epoch_is_not_asked_again(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes, amira: User
) -> None:
    turn = john_writes()
    actor = amira.as_actor(door="rest")
    set_stop(actor, conversation_id=conversation().pk, stop=True)
    set_stop(actor, conversation_id=conversation().pk, stop=False)
    elsewhere.says(reply(200, {"text": "Old thought"}))
    with pytest.raises(Stale):
        turns.take_turn(turn)
    assert elsewhere.asked == []


# --- Never mute


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (reply(401), "the bot failed: it answered with status 401"),
        (reply(200, b"garbage"), "the bot failed: it answered with something that is not JSON"),
        (reply(200, {}), "the bot failed: it had nothing to say"),
        (reply(200, {"messages": ["x"] * 11}), "the bot failed: its answer would make 11 messages"),
        (reply(200, {"handoff": True, "reason": "refund"}), "refund"),
    ],
)
def test_a_bot_that_will_not_answer_hands_over_at_once(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes, answering: Any, why: str
) -> None:
    turn = john_writes()
    elsewhere.says(answering)
    work_off()

    assert len(elsewhere.asked) == 1
    assert (conversation().owner, last_record().reason) == (Owner.NOBODY, why)
    assert Event.objects.filter(type="person_requested").count() == 1
    assert said_by_bot() == []
    turn.refresh_from_db()
    assert turn.state in (DeliveryState.FAILED, DeliveryState.SENT)


@pytest.mark.parametrize(
    ("answering", "why"),
    [(cut, "The connection broke off"), (reply(503), "It answered with status 503")],
)
def test_a_bot_that_is_away_hands_over_after_a_minute(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes, answering: Any, why: str
) -> None:
    elsewhere.says(answering)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        seconds = carry_out_until_settled(john_writes(), clock)

    assert seconds == turns.PATIENCE_SECONDS == 60
    assert conversation().owner == Owner.NOBODY
    assert last_record().reason == (
        f"the bot failed: given up after 60 seconds (tries: 6). Last: {why}"
    )


def test_a_bot_that_comes_back_answers(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes
) -> None:
    elsewhere.says(cut, reply(503), reply(200, {"text": "At seven"}))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        carry_out_until_settled(john_writes(), clock)

    assert said_by_bot() == ["At seven"]
    assert conversation().owner == Owner.BOT
    assert len({asked.headers["Idempotency-Key"] for asked in elsewhere.asked}) == 1


@pytest.mark.parametrize(
    ("attempts", "age", "seconds"), [(1, 500, 20), (2, 21, 20), (2, 50, 10), (3, 60, 1)]
)
def test_a_repeated_try_does_not_outlast_the_customers_patience(
    webhook: Bot, john_writes: Writes, attempts: int, age: float, seconds: float
) -> None:
    webhook.timeout_seconds = 20
    turn = john_writes()
    turn.attempts = attempts
    turn.created_at = timezone.now() - timedelta(seconds=age)
    assert turns.seconds_for(turn, webhook) == pytest.approx(seconds, abs=0.5)


def test_the_lease_outlives_the_longest_try() -> None:
    assert turns.LEASE_SECONDS_ELSEWHERE > 60 + 2 * 5


@pytest.mark.parametrize("change", [{"is_active": False}, {"kind": "oracle"}])
def test_a_bot_that_was_taken_away_hands_over(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes, change: dict[str, Any]
) -> None:
    john_writes()
    Bot.objects.update(**change)
    work_off()
    assert conversation().owner == Owner.NOBODY


# --- The limit of turns


def test_after_its_last_turn_the_bot_hands_over(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes
) -> None:
    Bot.objects.update(max_turns=2)
    elsewhere.says(reply(200, {"messages": ["One", "Two"]}))
    for number in range(3):
        carried_out(john_writes(f"Question {number}"))

    assert len(elsewhere.asked) == 2
    assert len(said_by_bot()) == 4
    assert conversation().owner == Owner.NOBODY
    assert last_record().reason == "the bot came to its limit of 2 turns"


def test_turns_count_from_when_the_bot_took_it(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes, amira: User
) -> None:
    Bot.objects.update(max_turns=2)
    elsewhere.says(reply(200, {"text": "Hm"}))
    for number in range(2):
        carried_out(john_writes(f"Question {number}"))
    actor = amira.as_actor(door="rest")
    set_stop(actor, conversation_id=conversation().pk, stop=True)
    set_stop(actor, conversation_id=conversation().pk, stop=False)
    carried_out(john_writes("Question again"))

    assert len(elsewhere.asked) == 3
    assert conversation().owner == Owner.BOT


def test_the_embedded_bot_has_no_limit_of_turns(bot: Bot, john_writes: Writes) -> None:
    Bot.objects.update(max_turns=1)
    FaqEntry.objects.create(company=bot.company, question="Breakfast?", answer="At seven")
    for _ in range(3):
        carried_out(john_writes("Breakfast?"))
    assert said_by_bot() == ["At seven"] * 3


def carried_out(turn: Delivery) -> None:
    """As a worker does it, without sending anything to Messenger."""
    Delivery.objects.filter(pk=turn.pk).update(
        state=DeliveryState.SENDING, attempts=1, leased_until=timezone.now() + timedelta(minutes=1)
    )
    turn.refresh_from_db()
    carry_out(turn)


# --- Slots


def test_slow_bots_elsewhere_do_not_hold_the_embedded_one(
    webhook: Bot, john_writes: Writes
) -> None:
    """Each kind of delivery has slots of its own in the worker."""
    assert john_writes().kind == turns.KIND_ELSEWHERE
    Bot.objects.update(kind="faq")
    assert john_writes().kind == turns.KIND


def test_what_an_earlier_bot_said_has_nothing_to_do_with_a_turn(
    webhook: Bot, elsewhere: FakeBot, john_writes: Writes
) -> None:
    turn = john_writes()
    say_as_bot(conversation().pk, epoch=turn.epoch or 0, text="Hi", client_id="greeting")
    elsewhere.says(reply(200, {"text": "At seven"}))
    turns.take_turn(turn)
    assert said_by_bot() == ["Hi", "At seven"]
