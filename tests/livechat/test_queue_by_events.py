"""A list of who waits that is kept by Socket.IO's events alone is the list that REST answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.utils import timezone

from conversations.actions.releasing import release_conversation
from conversations.actions.stopping import set_stop
from conversations.models import Bot
from customers.models import ParticipantSession
from handoff.accounts.models import AgentAvailability, Company, User
from handoff.errors import HandoffError
from handoff.news.models import Event
from handoff.realtime.dialects.socketio.frames import SocketIO
from livechat.actions.answering import accept_chat, assign_chat, end_chat, transfer_chat
from livechat.actions.returning import return_chats_of
from livechat.actions.talking import say_in_chat
from livechat.models import ChatSession, ChatSettings, Status
from tests.livechat.conftest import actor_of, begin, put_online

pytestmark = pytest.mark.django_db

DEEDS = 60


def listed(company: Company) -> set[int]:
    """What somebody shows who puts on and takes off as docs/socketio.md says."""
    waiting: set[int] = set()
    for event in Event.objects.filter(company=company).order_by("seq"):
        if f"agents:{company.pk}" not in event.topics:
            continue
        for name, payload in SocketIO(is_team=True).frames(event):
            if name == "chat:new_session":
                assert payload["session_id"] not in waiting, "it stands there already"
                waiting.add(payload["session_id"])
            elif name in ("chat:session_updated", "chat:ended"):
                waiting.remove(payload["session_id"])
    return waiting


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_the_list_is_true(
    seed: int, nora: ParticipantSession, hotel: Company, bot: Bot, alice: User, bob: User,
    amira: User,
) -> None:  # fmt: skip
    chance = random.Random(seed)
    agents = [alice, bob, amira]
    settings, _ = ChatSettings.objects.get_or_create(company=hotel)

    def set_bot() -> None:
        settings.bot = chance.choice([bot, None])
        settings.save()

    def go(agent: User) -> None:
        AgentAvailability.objects.filter(user=agent).update(status="away", gone_at=timezone.now())
        return_chats_of(agent)

    def one() -> int:
        return int(chance.choice(list(ChatSession.objects.values_list("pk", flat=True))))

    deeds: list[Callable[[], object]] = [
        lambda: begin(nora),
        set_bot,
        lambda: go(chance.choice(agents)),
        lambda: put_online(chance.choice(agents), slots=3),
        lambda: say_in_chat(actor_of(nora), session_id=one(), content="I want a human"),
        lambda: end_chat(actor_of(nora), session_id=one()),
        lambda: set_stop(actor_of(amira), conversation_id=one(), stop=chance.random() < 0.5),
        lambda: release_conversation(
            actor_of(amira), conversation_id=one(), resume_bot=chance.random() < 0.5
        ),
        *[lambda: accept_chat(actor_of(chance.choice(agents)), session_id=one())] * 3,
        lambda: assign_chat(
            actor_of(amira), session_id=one(), agent_id=chance.choice(agents).pk, force=True
        ),
        lambda: transfer_chat(
            actor_of(amira), session_id=one(), target_agent_id=chance.choice(agents).pk
        ),
    ]
    begin(nora)
    for _ in range(DEEDS):
        with suppress(HandoffError):  # refused, and nothing has happened
            chance.choice(deeds)()
    waiting = ChatSession.objects.in_status(Status.PENDING).values_list("pk", flat=True)
    assert listed(hotel) == set(waiting)
    assert Event.objects.filter(type="chat_left_queue").exists()
