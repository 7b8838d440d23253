"""A bot's turn: thinking happens in the outbox, outside of any transaction, under a fence.

The turn carries the epoch of its conversation. Its answer is written only if that still holds,
and the send is judged once more when it is about to leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.bots.base import Turn, reply_of
from conversations.bots.front import bot_of
from conversations.models import Message, Owner
from handoff.outbox import kinds
from handoff.outbox.actions import schedule
from handoff.outbox.kinds import Kind, Refused, Stale
from handoff.outbox.models import Delivery, DeliveryState

if TYPE_CHECKING:
    from conversations.bots.base import Answer

KIND = "bot.turn"
LEASE_SECONDS = 120
RESERVED_CLIENT_ID = "bot-turn-"  # no client may use it: it would silence a turn


def schedule_turn(message: Message, *, epoch: int) -> None:
    """Let the bot answer this message. One turn per conversation at a time."""
    schedule(
        KIND,
        company_id=message.company_id,
        conversation_id=message.conversation_id,
        lane=f"bot:{message.conversation_id}",
        payload={"message_id": message.pk},
        epoch=epoch,
    )


def take_turn(delivery: Delivery) -> None:
    """Ask the bot and say what it answers. Raises Stale, Refused, and what the bot raises."""
    from conversations.actions.bot import give_up, say_as_bot

    message = message_of(delivery)
    epoch = delivery.epoch or 0
    answer = think(message, epoch=epoch)
    if answer.gives_up:
        give_up(message.conversation_id, epoch=epoch, reason=answer.reason, message=message.text)
        return
    client_id = (
        f"{RESERVED_CLIENT_ID}{delivery.pk}"  # a turn done twice, after a crash, is said once
    )
    said = say_as_bot(message.conversation_id, epoch=epoch, text=answer.text, client_id=client_id)
    if said is None:
        raise Stale("Somebody took over while the bot was thinking")


def think(message: Message, *, epoch: int) -> Answer:
    """The bot's answer to a message; it may take its time."""
    conversation = message.conversation
    if conversation.owner != Owner.BOT or conversation.epoch != epoch:
        raise Stale("Somebody took over before the bot began")
    bot = bot_of(conversation)
    reply = reply_of(bot.kind) if bot else None
    if bot is None or reply is None:
        raise Refused("There is no such bot")
    return reply(
        Turn(
            company_id=message.company_id,
            conversation_id=message.conversation_id,
            text=message.text,
            bot=bot,
        )
    )


def message_of(delivery: Delivery) -> Message:
    messages = Message.objects.select_related("conversation__customer__page")
    return messages.get(pk=delivery.payload["message_id"])


def hand_over_if_failed(delivery: Delivery) -> None:
    """A bot that cannot answer is never mute: a person is wanted then."""
    from conversations.actions.bot import give_up

    if delivery.state == DeliveryState.FAILED:
        give_up(
            message_of(delivery).conversation_id,
            epoch=delivery.epoch or 0,
            reason="the bot failed",
            message=message_of(delivery).text,
        )


def register() -> None:
    kinds.register(
        Kind(
            name=KIND,
            deliver=take_turn,
            repeatable=True,
            settled=hand_over_if_failed,
            lease_seconds=LEASE_SECONDS,
        )
    )
