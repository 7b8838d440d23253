"""The least that stores a message under a condition and tells of it: one transaction."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conversations.models import Conversation, Message
from handoff.news.models import Event, Stream
from handoff.outbox.models import Delivery


@transaction.atomic
def store(conversation: Conversation, agent_id: int, text: str) -> int:
    """One conditional UPDATE, one INSERT of the message, one of the delivery, one of the event.
    Returns the message's id."""
    now = timezone.now()
    company_id = conversation.company_id
    Conversation.objects.filter(pk=conversation.pk, agent=agent_id).update(
        last_seq=F("last_seq") + 1, updated_at=now
    )
    seq = Conversation.objects.values_list("last_seq", flat=True).get(pk=conversation.pk)
    message = Message(
        company_id=company_id, conversation=conversation, seq=seq, author="agent",
        agent_id=agent_id, text=text, state="pending", created_at=now,
    )  # fmt: skip
    message.save(force_insert=True)
    Delivery.objects.create(company_id=company_id, kind="bare", lane="bare", payload={})
    number = Stream.objects.advance(company_id, 1).last_seq
    Event.objects.create(
        company_id=company_id, seq=number, conversation_id=conversation.pk, type="bare",
        payload={}, topics=[], created_at=now,
    )  # fmt: skip
    return message.pk
