"""What an agent should know of who writes (contract document 4, "Get Customer Context")."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from livechat.models import ChatSession, Ticket
from livechat.serializers import contact_data


def context_of(session: ChatSession) -> dict[str, Any]:
    """`customer {id, name, email, account_age_days}`, `previous_tickets_count`,
    `previous_chats_count` (both without this chat), and `account_status`: `active` or `inactive`
    for who has an account, else `guest`. Two queries.
    """
    conversation = session.conversation
    visitor = conversation.visitor
    assert visitor is not None, "a chat has a visitor"
    before = ChatSession.objects.filter(conversation__visitor=visitor, pk__lt=session.pk)
    tickets = Ticket.objects.filter(visitor=visitor).exclude(conversation=conversation)
    user = visitor.user
    since = user.created_at if user else visitor.created_at
    return {
        "customer": {
            **contact_data(conversation),
            "email": visitor.email,
            "account_age_days": max(0, (timezone.now() - since).days),
        },
        "previous_tickets_count": tickets.count(),
        "previous_chats_count": before.count(),
        "account_status": "guest" if not user else "active" if user.is_active else "inactive",
    }
