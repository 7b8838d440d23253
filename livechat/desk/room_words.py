"""How the desk tells who assists a room's guest. There nobody takes anything from anybody: the last
who opens the conversation has it."""

from __future__ import annotations

from conversations.models import Conversation, Deed, HandoffRecord, Message, MessageState, Owner
from handoff.actor import Actor
from livechat.desk import words


def deed_of_room(record: HandoffRecord, actor: Actor) -> str:
    """What a record says, in words."""
    match record.deed:
        case Deed.OPENED:
            return "The guest has opened the chat"
        case Deed.TAKEN:
            who = words.name_of(record.to_agent, actor)
            return f"{who} {'are' if who == 'You' else 'is'} now handling this conversation"
        case Deed.CLOSED:
            return f"Checked out{words.by_whom(record, actor)}" if record.actor else "Checked out"
        case _:
            return words.deed_of(record, actor, None)


def state_of(message: Message, conversation: Conversation) -> tuple[str, str]:
    """How far a message of ours has come: rooms know how far the guest has read."""
    text, tone = words.state_of(message)
    if tone != "good" or message.state not in (MessageState.SENT, MessageState.DELIVERED):
        return text, tone
    return ("Read" if message.seq <= conversation.guest_read_seq else "Delivered"), tone


def begins(record: HandoffRecord) -> bool:
    """That the guest came stands in the history alone: nothing was said or done yet."""
    return record.deed == Deed.OPENED and record.to_owner == Owner.NOBODY
