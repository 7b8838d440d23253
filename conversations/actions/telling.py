"""Telling what is no change of owner: a message moved on, or a guest reads who is there."""

from __future__ import annotations

from conversations.actions.ownership import now_seconds
from conversations.events import MessageStateChanged, StaffAssigned
from conversations.models import Channel, Conversation, Message
from conversations.serializers import message_data, subject_data
from conversations.staff import staff_role_of
from handoff import topics
from handoff.news.emitting import emit


def tell_message_changed(message: Message) -> None:
    """To both sides, with its conversation as it is now."""
    conversation = Conversation.objects.with_people().get(pk=message.conversation_id)
    message.conversation = conversation
    emit(
        MessageStateChanged(
            subject=subject_data(conversation),
            message=message_data(message),
            timestamp=now_seconds(),
        ),
        company_id=conversation.company_id,
        conversation_id=conversation.pk,
        to=conversation.shared_topics,
    )


def tell_staff_assigned(conversation: Conversation) -> None:
    """Tell a room who of the staff is there: at every opening and every answer, also where nothing
    changed (contract README, "Document 5"). Other channels have no such news."""
    agent, guest = conversation.agent, conversation.guest
    if conversation.channel != Channel.ROOM or agent is None or guest is None:
        return
    emit(
        StaffAssigned(
            subject=subject_data(conversation),
            staff_name=conversation.agent_name,
            staff_role=staff_role_of(agent),
            conversation_id=conversation.pk,
        ),
        company_id=conversation.company_id,
        conversation_id=conversation.pk,
        to=[topics.room(guest.room_id)],
    )
