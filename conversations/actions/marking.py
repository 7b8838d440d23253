"""How far a message has come."""

from __future__ import annotations

from conversations.actions.telling import tell_message_changed
from conversations.models import Message, MessageState
from handoff.news.emitting import action

# What may follow what. A message never goes back: a late receipt changes nothing.
FOLLOWS: dict[str, set[str]] = {
    MessageState.PENDING: {"sent", "delivered", "read", "uncertain", "failed", "cancelled"},
    MessageState.UNCERTAIN: {"pending", "sent", "delivered", "read", "failed"},
    MessageState.FAILED: {"pending", "sent", "delivered", "read"},
    MessageState.CANCELLED: {"sent", "delivered", "read"},  # its echo came: it had left after all
    MessageState.SENT: {"delivered", "read"},
    MessageState.DELIVERED: {"read"},
}


@action
def mark_message(
    message_id: int, *, state: MessageState, reason: str = "", provider_id: str = ""
) -> bool:
    """Move a message on and tell everyone; False where it has come that far already.

    `pending` with another `reason` is told too: the agent sees why it waits.
    """
    message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    if provider_id and not message.provider_id:
        message.provider_id = provider_id
        customer = message.conversation.customer
        message.page = customer.page if customer else None
        message.save(update_fields=["provider_id", "page"])
    if (state, reason) == (message.state, message.state_reason):
        return False
    if state != message.state and state not in FOLLOWS.get(message.state, set()):
        return False
    message.state, message.state_reason = state, reason[:300]
    message.save(update_fields=["state", "state_reason"])
    tell_message_changed(message)
    return True
