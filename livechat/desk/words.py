"""How the desk puts things: lengths of time, how far a message has come, who did what."""

from __future__ import annotations

from datetime import datetime, timedelta

from conversations.models import Author, Deed, HandoffRecord, Message, MessageState, Owner
from handoff.accounts.models import User
from handoff.actor import Actor, ActorKind

OUTSIDE = "Facebook inbox"
AT_ONCE = timedelta(seconds=10)


def about(length: timedelta) -> str:
    """`40 s`, `3 min`, `2 h 5 min`, `3 days`: a length as one says it."""
    seconds = max(0, int(length.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if seconds < 60:
        return f"{seconds} s"
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return "1 day" if days == 1 else f"{days} days"


def age(length: timedelta) -> str:
    """`2 min`, `3 h`, `1 day`: a length in its largest unit. `clock.js` says it the same way."""
    minutes = max(0, int(length.total_seconds())) // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, days = minutes // 60, minutes // 1440
    if days:
        return "1 day" if days == 1 else f"{days} days"
    return f"{hours} h"


def counted(length: timedelta) -> str:
    """`4:12`, `1:04:12`, `3 days`: a length that ticks. `clock.js` says it the same way."""
    seconds = max(0, int(length.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3600, seconds // 60 % 60
    if days:
        return "1 day" if days == 1 else f"{days} days"
    tail = f"{seconds % 60:02}"
    return f"{hours}:{minutes:02}:{tail}" if hours else f"{minutes}:{tail}"


def left(length: timedelta) -> str:
    """`23 h 54 m`, `6 d 3 h`: what is left. `clock.js` says it the same way."""
    minutes = max(0, int(length.total_seconds())) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} m" if hours else f"{minutes} m"


def size_of(size_bytes: int) -> str:
    """`340 bytes`, `12 KB`, `3.4 MB`, as file managers say it."""
    if size_bytes < 1000:
        return "1 byte" if size_bytes == 1 else f"{size_bytes} bytes"
    if size_bytes < 999_500:
        return f"{size_bytes / 1000:.0f} KB"
    return f"{size_bytes / 1_000_000:.1f} MB"


def state_of(message: Message) -> tuple[str, str]:
    """How far a message of ours has come, in words, and its kind: `good`, `bad`, `unsure` or "".

    "" for what is never delivered: customers' messages, notes, system lines.
    """
    reason = message.state_reason.rstrip(".")
    if message.author not in (Author.BOT, Author.AGENT):
        return "", ""
    match message.state:
        case MessageState.PENDING:
            return f"Sending. {reason}" if reason else "Sending", "under-way"
        case MessageState.UNCERTAIN:
            return "May have been sent: Messenger did not answer.", "unsure"
        case MessageState.FAILED:
            return f"Not sent: {reason or 'Messenger refused it'}.", "bad"
        case MessageState.CANCELLED:
            return "Not sent: a person took over", "bad"
        case MessageState.RECEIVED:
            return "", ""
        case _:
            return message.get_state_display(), "good"


def speaker_of(message: Message, actor: Actor) -> str:
    """Who on our side said it: `You`, a colleague under the name used then, `Bot`."""
    if message.author == Author.BOT:
        return "Bot"
    if message.author == Author.SYSTEM:
        return "Handoff"
    if message.agent_id is None:
        return message.agent_name or OUTSIDE
    return "You" if message.agent_id == actor.user_id else message.agent_name


def name_of(user: User | None, actor: Actor) -> str:
    """`You`, or a colleague's name."""
    if user is None:
        return "Somebody"
    return "You" if user.pk == actor.user_id else user.name


def by_whom(record: HandoffRecord, actor: Actor) -> str:
    """` by Bob Brown`, ` by you`; empty where no person did it."""
    if record.actor is None:
        return ""
    name = name_of(record.actor, actor)
    return " by you" if name == "You" else f" by {name}"


def deed_of(record: HandoffRecord, actor: Actor, waited: timedelta | None) -> str:
    """What a record says, in words. `waited`: how long a person had been wanted by then."""
    match record.deed:
        case Deed.OPENED:
            return "The bot answers" if record.to_owner == Owner.BOT else "Waits for a person"
        case Deed.REQUESTED:
            return requested(record, actor)
        case Deed.ANSWERED_OUTSIDE:
            return "Answered in Facebook’s own inbox"
        case Deed.TAKEN:
            return taken(record, actor, waited)
        case Deed.TRANSFERRED:
            to = name_of(record.to_agent, actor)
            reason = record.reason.removeprefix("forced").removeprefix("; ")
            deed = f"Passed on to {'you' if to == 'You' else to}{by_whom(record, actor)}"
            return f"{deed}: {reason}" if reason else deed
        case Deed.RELEASED:
            return f"Released{by_whom(record, actor)}"
        case Deed.RETURNED:
            return f"Handed back to the bot{by_whom(record, actor)}"
        case Deed.AGENT_LEFT:
            return f"{name_of(record.from_agent, actor)} left. Nobody answers"
        case Deed.CLOSED:
            is_theirs = record.actor_kind == ActorKind.CUSTOMER
            return f"Closed{' by the customer' if is_theirs else by_whom(record, actor)}"
        case _:
            return record.get_deed_display()


def requested(record: HandoffRecord, actor: Actor) -> str:
    if record.actor_kind == ActorKind.CUSTOMER:
        return "Asked for a person"
    if record.actor_kind == ActorKind.BOT:
        return "The bot asked for a person"
    return f"Bot silenced{by_whom(record, actor)}"


def taken(record: HandoffRecord, actor: Actor, waited: timedelta | None) -> str:
    who = name_of(record.to_agent, actor)
    if record.from_owner == Owner.BOT:
        return f"{who} took over from the bot"
    if record.from_agent is not None:
        former = name_of(record.from_agent, actor)
        return f"{who} took over from {'you' if former == 'You' else former}"
    if waited is None:
        return f"{who} took over"
    how = "at once" if waited < AT_ONCE else f"after {about(waited)}"
    return f"{who} took over {how}"


def tone_of(owner: str) -> str:
    """The colour of an owner: the same three everywhere."""
    return {Owner.BOT: "bot", Owner.NOBODY: "waiting", Owner.AGENT: "agent"}.get(Owner(owner), "")


def since(moment: datetime, now: datetime) -> timedelta:
    return max(timedelta(0), now - moment)
