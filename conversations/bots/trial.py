"""Trying a bot out: one sentence, one answer; nothing is stored, and no customer sees it."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass, field

from conversations.bots.base import Answer, Turn, reply_of
from conversations.bots.parts import MOST_MESSAGES
from conversations.models import Bot
from handoff.outbox.kinds import Outcome

logger = logging.getLogger(__name__)

LONGEST_TEXT = 1000


@dataclass(slots=True, kw_only=True)
class Trial:
    """How it went. Either it said `texts`, or it `asked_for_person`, or there is a `failure`."""

    text: str
    texts: list[str] = field(default_factory=list)
    asked_for_person: str = ""
    failure: str = ""
    detail: str = ""
    seconds: float = 0.0


def try_out(bot: Bot, text: str) -> Trial:
    """Ask the bot, as it is configured, once. Bounded by its timeout. Raises nothing of its own."""
    trial = Trial(text=text)
    begun_at = time.monotonic()
    try:
        take_in(trial, ask(bot, text))
    except Outcome as outcome:
        trial.failure, trial.detail = str(outcome), getattr(outcome, "detail", "")
    except Exception as fault:
        logger.exception("A trial of bot %s met an unexpected fault", bot.pk)
        trial.failure = f"Unexpected fault: {type(fault).__name__}"
    trial.seconds = time.monotonic() - begun_at
    return trial


def ask(bot: Bot, text: str) -> Answer:
    reply = reply_of(bot.kind)
    assert reply is not None, "the form offers registered kinds only"
    return reply(
        Turn(
            company_id=bot.company_id,
            conversation_id=0,
            text=text[:LONGEST_TEXT],
            bot=bot,
            turn_id=f"trial-{secrets.token_hex(8)}",
            customer_name="Trial",
            seconds=bot.timeout_seconds,
            is_trial=True,
        )
    )


def take_in(trial: Trial, answer: Answer) -> None:
    if answer.gives_up:
        trial.asked_for_person = answer.reason
    elif answer.texts:
        trial.texts = answer.texts[:MOST_MESSAGES]
    else:
        trial.failure = "It had nothing to say"
