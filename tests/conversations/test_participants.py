"""Participants: each sees exactly his own conversations, and does nothing that is the team's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from conversations.actions.opening import open_conversation
from conversations.actions.releasing import release_conversation
from conversations.actions.sending import send_message
from conversations.actions.stopping import set_stop, toggle_stop
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.bots import front
from conversations.models import Bot, Channel, Conversation, HandoffRecord, Owner
from conversations.permissions import (
    get_conversation_for,
    get_own_conversation_for,
    get_visible_conversation_for,
)
from customers.models import ParticipantSession
from customers.participants import actor_from
from handoff.accounts.models import Company, User
from handoff.accounts.permissions import TeamOnly
from handoff.actor import Actor
from handoff.errors import NotFound
from handoff.news.emitting import action
from handoff.news.models import Event
from tests.cast import make_visitor, news_types, open_chat


def seen_by(actor: Actor) -> set[int]:
    return set(Conversation.objects.visible_to(actor).values_list("pk", flat=True))


def test_everybody_sees_what_is_theirs(
    hotel: Company, globex: Company, nora: ParticipantSession, chat: Conversation,
    john: Conversation, alice: User, charlie: User, vera: User, root: User,
) -> None:  # fmt: skip
    other = open_chat(make_visitor(hotel, "Otto Other"))
    foreign = open_chat(make_visitor(globex, "Greta Globex"))
    second = open_chat(nora)

    assert seen_by(nora.as_actor(door="rest")) == {chat.pk, second.pk}
    assert seen_by(actor_from(vera, door="rest")) == set()
    assert seen_by(vera.as_actor(door="rest")) == set()
    assert seen_by(alice.as_actor(door="rest")) == {chat.pk, second.pk, other.pk, john.pk}
    assert seen_by(charlie.as_actor(door="rest")) == {foreign.pk}
    assert len(seen_by(root.as_actor(door="rest"))) == 5


def test_a_customer_with_an_account_has_chats_too(vera: User, hotel: Company) -> None:
    actor = actor_from(vera, door="rest")
    visitor_id = actor.participant_id("visitor")
    chat, _ = open_conversation(
        Conversation(company=hotel, channel=Channel.CHAT, visitor_id=visitor_id), by=actor
    )

    assert seen_by(actor) == {chat.pk}
    assert get_own_conversation_for(actor, chat.pk).contact_name == "Vera Vidal"
    assert HandoffRecord.objects.get(conversation=chat).actor == vera


def test_reading_is_for_both_sides_and_strangers_find_nothing(
    nora: ParticipantSession, chat: Conversation, hotel: Company, alice: User, charlie: User
) -> None:
    other = make_visitor(hotel, "Otto Other")
    own, team = nora.as_actor(door="rest"), alice.as_actor(door="rest")
    for actor in (own, team):
        assert get_visible_conversation_for(actor, chat.pk) == chat
    assert get_own_conversation_for(own, chat.pk) == chat
    assert get_conversation_for(team, chat.pk) == chat
    for stranger in (other.as_actor(door="rest"), charlie.as_actor(door="rest")):
        for get in (
            get_conversation_for, get_own_conversation_for, get_visible_conversation_for,
        ):  # fmt: skip
            with pytest.raises(NotFound):
                get(stranger, chat.pk)
    with pytest.raises(NotFound):
        get_own_conversation_for(team, chat.pk)


@pytest.mark.parametrize(
    "deed",
    [
        lambda actor, pk: take_conversation(actor, conversation_id=pk, from_bot=True),
        lambda actor, pk: release_conversation(actor, conversation_id=pk),
        lambda actor, pk: set_stop(actor, conversation_id=pk, stop=False),
        lambda actor, pk: toggle_stop(actor, conversation_id=pk),
        lambda actor, pk: transfer_conversation(actor, conversation_id=pk, to_user_id=1),
        lambda actor, pk: send_message(actor, conversation_id=pk, text="I am your agent"),
    ],
)
@pytest.mark.parametrize("who", ["nora", "vera"])
def test_what_the_team_does_is_not_for_participants_even_in_their_own(
    request: pytest.FixtureRequest, nora: ParticipantSession, hotel: Company, who: str,
    deed: Callable[[Actor, int], object],
) -> None:  # fmt: skip
    actor = actor_from(request.getfixturevalue(who), door="rest")
    chat, _ = open_conversation(
        Conversation(
            company=hotel, channel=Channel.CHAT, visitor_id=actor.participant_id("visitor")
        ),
        by=actor,
    )
    events = Event.objects.count()

    with pytest.raises(TeamOnly):
        deed(actor, chat.pk)

    assert Conversation.objects.get(pk=chat.pk).epoch == 1
    assert Event.objects.count() == events


def test_a_chat_starts_with_nobody_and_only_the_hub_is_told(
    nora: ParticipantSession, chat: Conversation
) -> None:
    record = HandoffRecord.objects.get()
    assert (chat.owner, chat.agent, chat.epoch) == (Owner.NOBODY, None, 1)
    assert (record.deed, record.to_owner, record.actor_kind) == ("opened", "nobody", "customer")
    event = Event.objects.get()
    assert (event.type, event.topics) == ("conversation_opened", [])
    assert event.payload == {"channel": "chat", "participant": f"visitor:{nora.visitor_id}"}
    assert chat.contact_name == "Nora Novak"


def test_a_chat_starts_with_the_bot_that_the_company_chose(
    nora: ParticipantSession, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(front._fronts, "chat", lambda conversation: bot)

    chat = open_chat(nora)

    assert (chat.owner, chat.stopped_at) == (Owner.BOT, None)
    assert front.bot_of(chat) == bot


def test_opened_twice_with_the_same_client_id_it_is_opened_once(
    nora: ParticipantSession, hotel: Company
) -> None:
    first, again = open_chat(nora, client_id="c-1"), open_chat(nora, client_id="c-1")
    another = open_chat(make_visitor(hotel, "Otto Other"), client_id="c-1")

    assert first == again
    assert another != first
    assert news_types() == ["conversation_opened"] * 2


def test_a_chat_is_somebodys(hotel: Company) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.create(company=hotel, channel=Channel.CHAT, owner="bot")


def test_what_hangs_on_a_chat_is_made_with_it_or_not_at_all(nora: ParticipantSession) -> None:
    @action
    def start() -> None:
        open_chat(nora)
        raise RuntimeError("the details do not fit")

    with pytest.raises(RuntimeError, match="do not fit"):
        start()
    assert not Conversation.objects.exists()
    assert not Event.objects.exists()


def test_looking_up_the_own_conversation_is_one_query(
    nora: ParticipantSession, chat: Conversation
) -> None:
    actor = nora.as_actor(door="rest")
    with CaptureQueriesContext(connection) as queries:
        assert get_own_conversation_for(actor, chat.pk).contact_name == "Nora Novak"
    assert len(queries) == 1
