"""Agents with conversations on every channel, to be handed over."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.actions import accepting
from conversations.actions.accepting import accept_handover
from conversations.actions.offering import offer_handover
from conversations.actions.taking import take_conversation
from conversations.models import Conversation, Handover, HandoverItem
from customers.models import Page
from handoff.accounts.models import Company, User
from tests.cast import make_visitor, open_conversation
from tests.livechat.conftest import actor_of, begin, put_online


def customers_of(agent: User, page: Page, how_many: int, prefix: str = "C") -> list[Conversation]:
    """So many Messenger customers whom the agent has."""
    made = [open_conversation(page, f"{prefix}{n}", f"{prefix}{n} Smith") for n in range(how_many)]
    for conversation in made:
        take(agent, conversation)
    return made


def chats_of(agent: User, company: Company, how_many: int) -> list[Conversation]:
    """So many website chats that the agent has accepted."""
    put_online(agent, slots=20)
    made = [begin(make_visitor(company, f"Visitor {n}")).conversation for n in range(how_many)]
    for conversation in made:
        take(agent, conversation)
    return made


def take(agent: User, conversation: Conversation) -> None:
    take_conversation(actor_of(agent), conversation_id=conversation.pk, from_bot=True)


def offer(giver: User, **wishes: Any) -> Handover:
    return offer_handover(actor_of(giver), **wishes)


def accept(who: User, handover: Handover) -> Handover:
    return accept_handover(actor_of(who), handover_id=handover.pk)


def fates(handover: Handover) -> dict[int, tuple[str, str]]:
    """What became of each conversation, and why."""
    items = HandoverItem.objects.filter(handover=handover)
    return {item.conversation_id: (str(item.outcome), item.reason) for item in items}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a laden machine, too, all is passed on before an acceptance answers."""
    monkeypatch.setattr(accepting, "WAIT_SECONDS", 60.0)


@pytest.fixture
def johns(alice: User, john: Conversation) -> Conversation:
    """Alice has John."""
    take(alice, john)
    return john


@pytest.fixture
def novas(alice: User, hotel: Company) -> Conversation:
    """Alice has a visitor's chat."""
    return chats_of(alice, hotel, 1)[0]
