"""Offering one's conversations, and ending the offer without a taker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from conversations.actions.offering import (
    decline_handover,
    expire_handovers,
    withdraw_handover,
)
from conversations.handovers.errors import (
    AlreadyOffered,
    HandoverEnded,
    HandoverNotFound,
    NoShift,
    NothingToHandOver,
    NotTheGiver,
    OfferedToAnother,
    OfferedToAnyone,
)
from conversations.models import Conversation, Handover, HandoverState
from customers.models import ParticipantSession
from handoff.accounts.actions import deactivate_user
from handoff.accounts.models import User
from handoff.accounts.permissions import TeamOnly
from handoff.errors import HandoffError, Invalid
from handoff.news.models import Event
from tests.cast import news_types
from tests.handovers.conftest import accept, offer, take
from tests.livechat.conftest import actor_of

pytestmark = pytest.mark.django_db


def test_offers_every_open_conversation_with_its_note(
    alice: User, bob: User, johns: Conversation, novas: Conversation
) -> None:
    made = offer(alice, to=bob.pk, notes={johns.pk: " Wants a late check-out. "}, note="Quiet day")
    notes = dict(made.items.values_list("conversation_id", "note"))
    assert notes == {johns.pk: "Wants a late check-out.", novas.pk: ""}
    assert (made.giver, made.to, made.note, made.state) == (alice, bob, "Quiet day", "open")
    assert made.expires_at - made.created_at == timedelta(hours=12)


def test_leaves_out_what_is_closed_or_with_somebody_else(
    alice: User, bob: User, johns: Conversation, novas: Conversation, chat: Conversation
) -> None:
    Conversation.objects.filter(pk=novas.pk).update(closed_at=timezone.now())
    assert list(offer(alice).items.values_list("conversation_id", flat=True)) == [johns.pk]


def test_tells_the_team_without_the_notes(alice: User, bob: User, johns: Conversation) -> None:
    before = len(news_types())
    made = offer(alice, to=bob.pk, notes={johns.pk: "Difficult"}, note="Keys are in the safe")
    told = Event.objects.get(type="handover_offered")
    assert news_types()[before:] == ["handover_offered"]
    assert told.topics == [f"team:{alice.company_id}"]
    shown = told.payload["handover"]
    assert (shown["id"], shown["note"], shown["conversation_count"]) == (
        made.pk, "Keys are in the safe", 1,
    )  # fmt: skip
    assert "Difficult" not in str(told.payload)


def test_refuses_where_there_is_nothing(alice: User, chat: Conversation) -> None:
    with pytest.raises(NothingToHandOver):
        offer(alice)
    assert not Handover.objects.exists()


def test_refuses_a_second_while_one_is_open(alice: User, bob: User, johns: Conversation) -> None:
    first = offer(alice)
    with pytest.raises(AlreadyOffered):
        offer(alice, to=bob.pk)
    withdraw_handover(actor_of(alice), handover_id=first.pk)
    assert offer(alice, to=bob.pk).pk != first.pk


@pytest.mark.parametrize("name", ["alice", "charlie", "vera", "root"])
def test_knows_only_active_colleagues(
    request: pytest.FixtureRequest, alice: User, johns: Conversation, name: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        offer(alice, to=request.getfixturevalue(name).pk)
    assert refusal.value.details
    assert "to" in refusal.value.details


def test_knows_no_colleague_who_was_deactivated(
    alice: User, amira: User, bob: User, johns: Conversation
) -> None:
    deactivate_user(actor_of(amira), user_id=bob.pk)
    with pytest.raises(Invalid):
        offer(alice, to=bob.pk)


def test_takes_no_note_to_another_ones_conversation(
    alice: User, johns: Conversation, chat: Conversation
) -> None:
    with pytest.raises(Invalid, match=f"Conversation {chat.pk} is not among yours"):
        offer(alice, notes={chat.pk: "Mine?"})
    assert not Handover.objects.exists()


@pytest.mark.parametrize(("name", "refusal"), [("vera", TeamOnly), ("root", NoShift)])
def test_is_for_a_companys_team(
    request: pytest.FixtureRequest, name: str, refusal: type[HandoffError]
) -> None:
    with pytest.raises(refusal):
        offer(request.getfixturevalue(name))


def test_is_not_for_visitors(nora: ParticipantSession, johns: Conversation) -> None:
    with pytest.raises(TeamOnly):
        offer(nora)  # type: ignore[arg-type]


def test_is_withdrawn_by_its_giver_or_an_admin(
    alice: User, amira: User, bob: User, johns: Conversation
) -> None:
    for who in (alice, amira):
        made = offer(alice)
        with pytest.raises(NotTheGiver):
            withdraw_handover(actor_of(bob), handover_id=made.pk)
        ended = withdraw_handover(actor_of(who), handover_id=made.pk)
        assert (ended.state, ended.is_finished) == (HandoverState.WITHDRAWN, True)
    assert johns.pk == Conversation.objects.get(agent=alice).pk


def test_is_declined_by_who_was_asked(
    alice: User, amira: User, bob: User, johns: Conversation
) -> None:
    made = offer(alice, to=bob.pk)
    with pytest.raises(OfferedToAnother, match="offered to Bob Brown"):
        decline_handover(actor_of(amira), handover_id=made.pk)
    assert decline_handover(actor_of(bob), handover_id=made.pk).state == HandoverState.DECLINED
    assert news_types()[-1] == "handover_changed"
    to_anyone = offer(alice)
    with pytest.raises(OfferedToAnyone):
        decline_handover(actor_of(bob), handover_id=to_anyone.pk)


ENDINGS: list[tuple[Callable[[User, User, Handover], object], str]] = [
    (lambda alice, bob, made: accept(bob, made), "Bob Brown has accepted this handover"),
    (
        lambda alice, bob, made: decline_handover(actor_of(bob), handover_id=made.pk),
        "This handover was declined",
    ),
    (
        lambda alice, bob, made: withdraw_handover(actor_of(alice), handover_id=made.pk),
        "This handover was withdrawn",
    ),
]


@pytest.mark.parametrize(("end", "sentence"), ENDINGS)
def test_ends_once(
    alice: User, bob: User, johns: Conversation,
    end: Callable[[User, User, Handover], object], sentence: str,
) -> None:  # fmt: skip
    made = offer(alice, to=bob.pk)
    end(alice, bob, made)
    with pytest.raises(HandoverEnded, match=sentence):
        withdraw_handover(actor_of(alice), handover_id=made.pk)
    with pytest.raises(HandoverEnded, match=sentence):
        decline_handover(actor_of(bob), handover_id=made.pk)


def test_expires_after_twelve_hours(alice: User, bob: User, johns: Conversation) -> None:
    made = offer(alice)
    assert expire_handovers() == 0
    with time_machine.travel(made.expires_at, tick=False):
        with pytest.raises(HandoverEnded, match="has expired"):
            accept(bob, made)
        assert expire_handovers() == 1
        assert expire_handovers() == 0
    made.refresh_from_db()
    assert made.state == HandoverState.EXPIRED
    assert news_types()[-1] == "handover_changed"


@pytest.mark.parametrize(("who", "state"), [("alice", "withdrawn"), ("bob", "declined")])
def test_ends_with_who_is_deactivated(
    request: pytest.FixtureRequest, alice: User, amira: User, bob: User, johns: Conversation,
    who: str, state: str,
) -> None:  # fmt: skip
    made = offer(alice, to=bob.pk)
    user = request.getfixturevalue(who)
    deactivate_user(actor_of(amira), user_id=user.pk)
    made.refresh_from_db()
    assert (made.state, made.reason) == (state, f"{user.name} is not active in the team any more")


def test_does_not_exist_for_strangers(
    alice: User, charlie: User, vera: User, johns: Conversation
) -> None:
    made = offer(alice)
    for deed in (withdraw_handover, decline_handover):
        for stranger in (charlie, vera):
            with pytest.raises(HandoverNotFound):
                deed(actor_of(stranger), handover_id=made.pk)


def test_concerns_whom_it_is_from_to_or_open_for(
    alice: User, bob: User, amira: User, charlie: User, page: object, john: Conversation
) -> None:
    take(alice, john)
    made = offer(alice, to=bob.pk)

    def concerned(*people: User) -> list[bool]:
        mine = [
            Handover.objects.visible_to(actor_of(who)).concerning(actor_of(who)) for who in people
        ]
        return [found.exists() for found in mine]

    assert concerned(alice, bob, amira, charlie) == [True, True, False, False]
    Handover.objects.filter(pk=made.pk).update(to=None)
    assert concerned(alice, bob, amira, charlie) == [True, True, True, False]
