"""A history of many deeds, and what an audit says of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO

import time_machine
from django.core.management import CommandError, call_command

from conversations.actions.releasing import release_conversation
from conversations.actions.sealing import seal_finished_days
from conversations.actions.stopping import set_stop, toggle_stop
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.audit.chains import Tally, findings_in_chains
from conversations.audit.findings import Finding
from conversations.audit.seals import findings_in_seals
from conversations.audit.walking import Scope
from conversations.models import Conversation
from handoff.accounts.models import Company, User
from handoff.errors import HandoffError

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def do_at_random(
    conversations: Sequence[Conversation], people: Sequence[User], *, days: int, seed: int
) -> None:
    """Ten attempts a day at random deeds; those that are not allowed do nothing."""
    dice = random.Random(seed)
    for day in range(days):
        for hour in range(10):
            moment = MONDAY + timedelta(days=day, hours=hour, seconds=dice.random())
            with time_machine.travel(moment, tick=False):
                do_one(dice, dice.choice(conversations), dice.choice(people), people)


def do_one(
    dice: random.Random, conversation: Conversation, person: User, people: Sequence[User]
) -> None:
    actor = person.as_actor(door=dice.choice(["rest", "websocket", "desk"]))
    place = conversation.pk
    deeds: list[Callable[[], object]] = [
        lambda: take_conversation(actor, conversation_id=place, from_bot=True),
        lambda: release_conversation(actor, conversation_id=place, resume_bot=True),
        lambda: release_conversation(actor, conversation_id=place),
        lambda: set_stop(actor, conversation_id=place, stop=True),
        lambda: toggle_stop(actor, conversation_id=place),
        lambda: transfer_conversation(
            actor, conversation_id=place, to_user_id=dice.choice(people).pk, reason="at random"
        ),
    ]
    with suppress(HandoffError):
        dice.choice(deeds)()


def take_and_release(conversation: Conversation, person: User, times: int) -> None:
    """Two records a time."""
    actor = person.as_actor(door="rest")
    for _ in range(times):
        take_conversation(actor, conversation_id=conversation.pk)
        release_conversation(actor, conversation_id=conversation.pk)


def seal(until: datetime) -> int:
    """Seal everything that is finished at a moment; how many days that were."""
    return len(list(seal_finished_days(until)))


def findings() -> list[Finding]:
    """Everything that is wrong anywhere."""
    tally = Tally()
    found = list(findings_in_chains(Scope(), tally))
    for company in Company.objects.order_by("pk"):
        found += findings_in_seals(company, tally)
    return found


def kinds() -> list[str]:
    return [finding.kind for finding in findings()]


def command(name: str, *arguments: str) -> tuple[int, str]:
    """The exit code of a command, and what it says on both streams."""
    out = StringIO()
    try:
        call_command(name, *arguments, stdout=out)
    except CommandError as refusal:
        return refusal.returncode, f"{out.getvalue()}{refusal}"
    return 0, out.getvalue()
