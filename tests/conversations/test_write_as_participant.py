"""Visitors write in their own chats; what follows is the same as on Messenger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.closing import close_conversation
from conversations.actions.hearing import write_as_participant
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.bots import front
from conversations.errors import ConversationClosed
from conversations.models import Author, Bot, Conversation, Message, Owner
from customers.models import ParticipantSession, Visitor
from handoff.accounts.models import Company, User
from handoff.errors import NotFound
from handoff.news.emitting import action
from handoff.news.models import Event
from handoff.outbox.models import Delivery
from tests.cast import fresh, make_visitor, news_types, open_chat


def test_a_visitor_writes_while_nobody_answers_and_both_sides_hear_it(
    nora: ParticipantSession, chat: Conversation
) -> None:
    actor = nora.as_actor(door="socketio")
    message = write_as_participant(
        actor, conversation_id=chat.pk, text="Hello <b>there</b>\n", client_id="c-1"
    )

    assert (message.author, message.seq, message.state) == (Author.CUSTOMER, 1, "received")
    assert message.text == "Hello <b>there</b>\n"
    event = Event.objects.get(type="message_added")
    assert event.topics == [f"team:{chat.company_id}", f"conversation:{chat.pk}"]
    assert event.payload["message"]["source"] == "chat"
    assert fresh(chat).owner == Owner.NOBODY
    assert not Delivery.objects.exists()


def test_the_same_client_id_is_said_once(nora: ParticipantSession, chat: Conversation) -> None:
    actor = nora.as_actor(door="socketio")
    said = [
        write_as_participant(actor, conversation_id=chat.pk, text=text, client_id="c-1")
        for text in ("Hello", "Hello again")
    ]

    assert said[0] == said[1]
    assert Message.objects.get().text == "Hello"
    assert news_types() == ["conversation_opened", "message_added"]


@pytest.mark.parametrize("author", [Author.NOTE, Author.AGENT])
def test_a_client_id_of_the_other_side_shows_nothing_of_it(
    nora: ParticipantSession, chat: Conversation, author: Author
) -> None:
    @action
    def note() -> None:
        words = Words(author=author, text="Rude", at=timezone.now(), client_id="n-1")
        add_message(fresh(chat), words)

    note()
    said = write_as_participant(
        nora.as_actor(door="socketio"), conversation_id=chat.pk, text="?", client_id="n-1"
    )
    assert (said.text, said.author) == ("?", Author.CUSTOMER)


def test_a_stranger_and_the_team_find_nothing(
    hotel: Company, chat: Conversation, alice: User
) -> None:
    other = make_visitor(hotel, "Otto Other")
    for actor in (other.as_actor(door="socketio"), alice.as_actor(door="socketio")):
        with pytest.raises(NotFound):
            write_as_participant(actor, conversation_id=chat.pk, text="Hello")
    assert not Message.objects.exists()


def test_a_closed_chat_takes_nothing_from_either_side(
    nora: ParticipantSession, chat: Conversation, alice: User
) -> None:
    take_conversation(alice.as_actor(door="socketio"), conversation_id=chat.pk)
    close_conversation(alice.as_actor(door="socketio"), conversation_id=chat.pk)

    with pytest.raises(ConversationClosed):
        write_as_participant(nora.as_actor(door="socketio"), conversation_id=chat.pk, text="?")
    with pytest.raises(ConversationClosed):
        send_message(alice.as_actor(door="socketio"), conversation_id=chat.pk, text="!")
    assert not Message.objects.exists()


def test_last_seen_moves_with_what_they_write(nora: ParticipantSession, chat: Conversation) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    Visitor.objects.update(last_seen=long_ago)

    write_as_participant(nora.as_actor(door="socketio"), conversation_id=chat.pk, text="Hello")

    assert Visitor.objects.get().last_seen > long_ago + timedelta(days=2)


def test_where_a_bot_is_in_front_it_takes_a_turn_or_hands_over_in_silence(
    nora: ParticipantSession, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(front._fronts, "chat", lambda conversation: bot)
    chat = open_chat(nora)
    actor = nora.as_actor(door="socketio")

    write_as_participant(actor, conversation_id=chat.pk, text="What time is breakfast?")
    turn = Delivery.objects.get()
    assert (turn.kind, turn.epoch, turn.state) == ("bot.turn", chat.epoch, "due")

    write_as_participant(actor, conversation_id=chat.pk, text="I want to speak to a human")
    turn.refresh_from_db()
    assert fresh(chat).owner == Owner.NOBODY
    assert turn.state == "cancelled"
    assert news_types()[-3:] == ["message_added", "stop_changed", "person_requested"]
    assert Message.objects.filter(author=Author.CUSTOMER).count() == Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_both_sides_write_at_once_and_nothing_is_lost(
    nora: ParticipantSession, chat: Conversation, alice: User
) -> None:
    """The claim of the agent changes the owner under the visitor's feet."""
    rounds = 8
    start = Barrier(rounds * 2)

    def write(number: int) -> None:
        try:
            start.wait(timeout=30)
            text = f"m{number}"
            if number % 2:
                write_as_participant(
                    nora.as_actor(door="socketio"), conversation_id=chat.pk, text=text,
                    client_id=f"c{number // 4}",
                )  # fmt: skip
            else:
                send_message(
                    alice.as_actor(door="socketio"), conversation_id=chat.pk, text=text,
                    client_id=text,
                )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(rounds * 2) as pool:
        list(pool.map(write, range(rounds * 2)))

    by_author = {author: Message.objects.filter(author=author).count() for author in Author}
    assert (by_author[Author.AGENT], by_author[Author.CUSTOMER]) == (rounds, rounds // 2)
    numbers = sorted(Message.objects.values_list("seq", flat=True))
    assert numbers == list(range(1, rounds + rounds // 2 + 1))
