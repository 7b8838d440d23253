"""Who hears a conversation: its participant and its agent, and nobody a moment longer than that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.closing import close_conversation
from conversations.actions.hearing import write_as_participant
from conversations.actions.releasing import release_conversation
from conversations.actions.sending import send_message
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.models import Author, Conversation
from customers.models import ParticipantSession
from customers.participants import actor_from
from customers.visits import end_sessions
from handoff import topics
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import Company, User
from handoff.actor import Actor
from handoff.errors import NotAuthenticated
from handoff.news.emitting import action
from handoff.news.models import Stream
from handoff.realtime import hub as hubs
from handoff.realtime.listener import Ending
from handoff.realtime.standing import still
from tests.cast import fresh, make_visitor, open_chat
from tests.realtime.server import wait_until
from tests.realtime.stage import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def door(who: ParticipantSession | User) -> Actor:
    return actor_from(who, door="socketio")


def writes(session: ParticipantSession, chat: Conversation, text: str) -> None:
    write_as_participant(door(session), conversation_id=chat.pk, text=text)


@action
def note(chat: Conversation, text: str) -> None:
    add_message(fresh(chat), Words(author=Author.NOTE, text=text, at=timezone.now()))


def head_of(company: Company) -> int:
    return Stream.objects.heads([company.pk])[company.pk]


def test_a_visitor_hears_the_own_chat_without_notes_and_strangers_hear_nothing(
    stage: Stage, hotel: Company, globex: Company, nora: ParticipantSession, chat: Conversation,
    alice: User, vera: User, charlie: User,
) -> None:  # fmt: skip
    take_conversation(door(alice), conversation_id=chat.pk)
    own = stage.ear(door(nora))
    strangers = [
        stage.ear(door(who))
        for who in (
            make_visitor(hotel, "Otto Other"), make_visitor(globex, "Greta G"), vera, charlie,
        )
    ]  # fmt: skip
    writes(nora, chat, "Hello")
    note(chat, "She is rude")
    send_message(door(alice), conversation_id=chat.pk, text="Good morning")

    own.texts("Hello", "Good morning")
    for stranger in strangers:
        stranger.silence(0.1)
    assert "rude" not in str(own.heard)
    assert alice.email not in str(own.heard)


def test_a_chat_that_begins_while_they_listen_is_heard_from_the_first_word(
    stage: Stage, nora: ParticipantSession
) -> None:
    ear = stage.ear(door(nora))
    for number in range(5):
        writes(nora, open_chat(nora), f"chat {number}")
    ear.texts(*[f"chat {number}" for number in range(5)])


def test_the_agent_hears_from_the_take_on_and_no_longer_after_the_transfer(
    stage: Stage, nora: ParticipantSession, chat: Conversation, alice: User, bob: User
) -> None:
    hers, his = stage.ear(door(alice)), stage.ear(door(bob))
    writes(nora, chat, "before")
    take_conversation(door(alice), conversation_id=chat.pk)
    writes(nora, chat, "to Alice")
    hers.texts("to Alice")
    transfer_conversation(door(alice), conversation_id=chat.pk, to_user_id=bob.pk)
    writes(nora, chat, "to Bob")
    his.texts("to Bob")
    release_conversation(door(bob), conversation_id=chat.pk)
    writes(nora, chat, "to nobody")
    take_conversation(door(alice), conversation_id=chat.pk)
    writes(nora, chat, "to Alice again")

    hers.texts("to Alice", "to Alice again")
    his.texts("to Bob")


def test_an_agent_may_ask_for_a_colleagues_chat_and_nobody_else_may(
    stage: Stage, nora: ParticipantSession, chat: Conversation, alice: User, bob: User,
    charlie: User, vera: User,
) -> None:  # fmt: skip
    take_conversation(door(alice), conversation_id=chat.pk)
    his, stranger, customer = (stage.ear(door(who)) for who in (bob, charlie, vera))
    topic = topics.conversation(chat.pk)

    assert stage.ask(his, topic)
    assert stage.ask(his, topic)
    for ear in (stranger, customer):
        assert not stage.ask(ear, topic)
        assert not stage.ask(ear, "conversation:999999999999999999999")
        assert not stage.ask(ear, "nonsense")
    writes(nora, chat, "Hello")
    release_conversation(door(alice), conversation_id=chat.pk)
    writes(nora, chat, "Is anybody there?")

    his.texts("Hello", "Is anybody there?")
    for ear in (stranger, customer):
        ear.silence(0.1)
        assert ear.listener.asked == set()


def test_what_was_missed_is_replayed_as_it_may_be_heard_now(
    stage: Stage, hotel: Company, nora: ParticipantSession, chat: Conversation, alice: User,
    bob: User,
) -> None:  # fmt: skip
    since = head_of(hotel)
    writes(nora, chat, "one")
    take_conversation(door(alice), conversation_id=chat.pk)
    other = make_visitor(hotel, "Otto Other")
    writes(other, open_chat(other), "another's")
    note(chat, "secret")
    send_message(door(alice), conversation_id=chat.pk, text="two")
    transfer_conversation(door(alice), conversation_id=chat.pk, to_user_id=bob.pk)

    visitor, old, new = (stage.ear(door(who), since=since) for who in (nora, alice, bob))

    visitor.texts("one", "two")
    new.texts("one", "two")
    old.silence(0.1)


def test_ending_a_visitors_sessions_ends_the_sockets_and_no_others(
    stage: Stage, hotel: Company, nora: ParticipantSession, chat: Conversation, amira: User
) -> None:
    hers = [stage.ear(door(nora)) for _ in range(2)]
    other = stage.ear(door(make_visitor(hotel, "Otto Other")))
    actor = door(nora)
    assert still(actor) == actor

    end_sessions(door(amira), visitor_id=nora.visitor_id or 0)
    for ear in hers:
        assert ear.ended() == Ending.SIGNED_OUT
    assert other.ending is None
    with pytest.raises(NotAuthenticated):
        still(actor)


def test_a_session_that_runs_out_ends_its_socket_within_two_looks(
    stage: Stage, nora: ParticipantSession
) -> None:
    ear = stage.ear(door(nora))
    ParticipantSession.objects.update(expires_at=timezone.now())
    assert ear.ended() == Ending.SIGNED_OUT


def test_a_customer_who_is_deactivated_hears_no_more(
    stage: Stage, vera: User, amira: User, hotel: Company
) -> None:
    actor = door(vera)
    ear = stage.ear(actor)
    assert still(actor).participant == actor.participant
    deactivate_user(door(amira), user_id=vera.pk)
    assert ear.ended() == Ending.SIGNED_OUT


def test_a_superuser_hears_no_news_here_either(
    stage: Stage, nora: ParticipantSession, chat: Conversation, root: User
) -> None:
    ear = stage.ear(door(root))
    writes(nora, chat, "Hello")
    ear.silence(0.1)


def test_one_connection_asks_for_so_many_and_no_more(
    stage: Stage, hotel: Company, nora: ParticipantSession, bob: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(hubs, "MAX_ASKED", 2)
    ear = stage.ear(door(bob))
    chats = [topics.conversation(open_chat(nora).pk) for _ in range(3)]
    assert stage.ask(ear, chats[0])
    assert stage.ask(ear, chats[1])
    with pytest.raises(Exception, match="at most 2 conversations"):
        stage.ask(ear, chats[2])
    assert stage.ask(ear, chats[0])


def test_what_has_ended_is_not_counted_among_what_was_asked_for(
    stage: Stage, nora: ParticipantSession, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MAX_ASKED", 1)
    ear = stage.ear(door(bob))
    for _ in range(3):
        chat = open_chat(nora)
        assert stage.ask(ear, topics.conversation(chat.pk))
        close_conversation(door(nora), conversation_id=chat.pk)
        wait_until(lambda: not ear.listener.asked)


def test_an_agent_who_comes_back_hears_how_the_own_chat_ended(
    stage: Stage, hotel: Company, nora: ParticipantSession, chat: Conversation, alice: User,
    bob: User,
) -> None:  # fmt: skip
    take_conversation(door(alice), conversation_id=chat.pk)
    before = head_of(hotel)
    writes(nora, chat, "I have it, thanks")
    close_conversation(door(nora), conversation_id=chat.pk)
    stage.ear(door(alice), since=before).texts("I have it, thanks")
    assert stage.ear(door(bob), since=before).said() == []
    Conversation.objects.update(closed_at=timezone.now() - timedelta(hours=25))
    assert stage.ear(door(alice), since=before).said() == []


def test_what_comes_unasked(
    nora: ParticipantSession, chat: Conversation, john: Conversation, alice: User, root: User,
    vera: User,
) -> None:  # fmt: skip
    second = open_chat(nora)
    for conversation in (chat, second, john):
        take_conversation(door(alice), conversation_id=conversation.pk)
    close_conversation(door(alice), conversation_id=second.pk)
    every = ("team", "agents", "agent", "conversation")
    company = chat.company_id

    assert topics.own(door(nora), *every) == {
        f"conversation:{chat.pk}",
        f"conversation:{second.pk}",
    }
    assert topics.own(door(vera), *every) == set()
    assert topics.own(door(alice), *every) == {
        f"team:{company}", f"agents:{company}", f"agent:{alice.pk}", f"conversation:{chat.pk}",
        f"conversation:{second.pk}",
    }  # fmt: skip
    assert topics.own(door(root), *every) == {f"agent:{root.pk}"}


def test_what_may_be_heard_is_one_query_however_much_is_asked(
    nora: ParticipantSession, chat: Conversation, alice: User, bob: User, charlie: User
) -> None:
    asked = [f"conversation:{chat.pk + number}" for number in range(50)]
    asked += [f"{kind}:{chat.company_id}" for kind in ("team", "agents")]
    asked += [f"agent:{alice.pk}", "lobby:5", "team:", "team:x", "conversation:-1", ""]
    for who, expected in (
        (alice, {asked[0], asked[50], asked[51], asked[52]}),
        (bob, {asked[0], asked[50], asked[51]}),
        (charlie, set()),
        (nora, {asked[0]}),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert topics.heard(actor := who.as_actor(door="rest"), asked) == expected, actor
        assert len(queries) == 1
