"""A bot's turn: thinking happens in the outbox, outside of any transaction, under a fence.

The turn carries the epoch of its conversation. Its answer is written only if that still holds,
and the send is judged once more when it is about to leave. A turn that cannot be answered within a
minute ends with a person: a bot is never mute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from conversations.bots.base import Answer, Turn, reply_of
from conversations.bots.front import bot_of
from conversations.bots.history import history_before
from conversations.bots.parts import messages_of
from conversations.client_ids import BOT_TURN
from conversations.connectors import connector_of
from conversations.errors import CannotSend
from conversations.files.shapes import attachments_data
from conversations.models import Message, Owner
from handoff.outbox import kinds
from handoff.outbox.actions import schedule
from handoff.outbox.kinds import Kind, Refused, Stale
from handoff.outbox.models import Delivery, DeliveryState

if TYPE_CHECKING:
    from conversations.models import Bot, Conversation

KIND = "bot.turn"
# A kind of its own for bots that live elsewhere: where they are slow, the embedded one is not.
KIND_ELSEWHERE = "bot.turn_elsewhere"
KINDS = (KIND, KIND_ELSEWHERE)

# Seconds a customer waits before a person is asked, and how long a try may take at most: the
# longest timeout of a bot, and what it takes to connect.
PATIENCE_SECONDS = 60
LEASE_SECONDS = 30
LEASE_SECONDS_ELSEWHERE = 120

LONGEST_TEXT = 10_000  # of a message, on channels that set no limit of their own


def schedule_turn(message: Message, *, epoch: int) -> None:
    """Let the bot answer this message. One turn per conversation at a time."""
    bot = bot_of(message.conversation)
    schedule(
        KIND_ELSEWHERE if bot and bot.lives_elsewhere else KIND,
        company_id=message.company_id,
        conversation_id=message.conversation_id,
        lane=f"bot:{message.conversation_id}",
        payload={"message_id": message.pk},
        epoch=epoch,
    )


def take_turn(delivery: Delivery) -> None:
    """Ask the bot and say what it answers. Raises Stale, Refused, and what the bot raises."""
    from conversations.actions.bot import give_up, say_all_as_bot

    message = message_of(delivery)
    epoch = delivery.epoch or 0
    client_id = client_id_of(delivery)
    if Message.objects.filter(conversation=message.conversation, client_id=client_id).exists():
        return  # said already, before a crash: the bot is not asked what it would say now
    answer = think(delivery, message, epoch=epoch)
    if answer.gives_up:
        give_up(message.conversation_id, epoch=epoch, reason=answer.reason, message=message.text)
        return
    texts = messages_of(answer.texts, longest=longest_message_in(message.conversation))
    try:
        is_said = say_all_as_bot(
            message.conversation_id,
            epoch=epoch,
            texts=texts,
            client_id=client_id,
            quick_replies=answer.quick_replies,
        )
    except CannotSend as refusal:
        raise Refused(refusal.text) from refusal
    if not is_said:
        raise Stale("Somebody took over while the bot was thinking")


def longest_message_in(conversation: Conversation) -> int:
    """How many characters one message may have here."""
    connector = connector_of(conversation)
    return connector.longest_text if connector else LONGEST_TEXT


def client_id_of(delivery: Delivery) -> str:
    """What the first message of this turn is known by; a turn done twice is said once."""
    return f"{BOT_TURN}{delivery.pk}"


def think(delivery: Delivery, message: Message, *, epoch: int) -> Answer:
    """The bot's answer to a message; it may take its time."""
    conversation = message.conversation
    if conversation.owner != Owner.BOT or conversation.epoch != epoch:
        raise Stale("Somebody took over before the bot began")
    bot = bot_of(conversation)
    reply = reply_of(bot.kind) if bot else None
    if bot is None or reply is None:
        raise Refused("There is no such bot")
    if bot.lives_elsewhere and turns_taken(conversation.pk, epoch=epoch) >= bot.max_turns:
        return Answer(gives_up=True, reason=f"the bot came to its limit of {bot.max_turns} turns")
    return reply(turn_of(delivery, message, bot))


def turn_of(delivery: Delivery, message: Message, bot: Bot) -> Turn:
    most = bot.history_messages if bot.lives_elsewhere else 0
    return Turn(
        company_id=message.company_id,
        conversation_id=message.conversation_id,
        text=message.text,
        payload=message.payload,
        bot=bot,
        turn_id=client_id_of(delivery),
        customer_name=message.conversation.contact_name,
        history=history_before(message, most=most) if most else (),
        seconds=seconds_for(delivery, bot),
        attachments=attachments_of(message),
        has_words=message.has_words,
    )


def attachments_of(message: Message) -> tuple[dict[str, Any], ...]:
    """The message's files as they are now; the address of one that is still copied is missing."""
    return tuple(
        {**shown, "url": f"{settings.PUBLIC_URL}{shown['url']}"} if "url" in shown else shown
        for shown in attachments_data(message)
    )


def seconds_for(delivery: Delivery, bot: Bot) -> float:
    """The bot's timeout; a repeated try must not outlast the customer's patience."""
    timeout_seconds = float(bot.timeout_seconds)
    if delivery.attempts <= 1:
        return timeout_seconds
    age = (timezone.now() - delivery.created_at).total_seconds()
    return min(timeout_seconds, max(PATIENCE_SECONDS - age, 1.0))


def turns_taken(conversation_id: int, *, epoch: int) -> int:
    """How many turns the bot has finished since it took the conversation."""
    return Delivery.objects.filter(
        conversation_id=conversation_id, kind__in=KINDS, epoch=epoch, state=DeliveryState.SENT
    ).count()


def message_of(delivery: Delivery) -> Message:
    messages = Message.objects.select_related(
        "conversation__customer__page", "conversation__visitor", "conversation__guest"
    )
    return messages.get(pk=delivery.payload["message_id"])


def hand_over_if_failed(delivery: Delivery) -> None:
    """A bot that cannot answer is never mute: a person is wanted then, and the record says why."""
    from conversations.actions.bot import give_up

    if delivery.state == DeliveryState.FAILED:
        why = delivery.last_error
        message = message_of(delivery)
        give_up(
            message.conversation_id,
            epoch=delivery.epoch or 0,
            reason=f"the bot failed: {why[:1].lower()}{why[1:]}",
            message=message.text,
        )


def register() -> None:
    for name, lease_seconds in ((KIND, LEASE_SECONDS), (KIND_ELSEWHERE, LEASE_SECONDS_ELSEWHERE)):
        kinds.register(
            Kind(
                name=name,
                deliver=take_turn,
                repeatable=True,
                settled=hand_over_if_failed,
                lease_seconds=lease_seconds,
                give_up_after_seconds=PATIENCE_SECONDS,
            )
        )
