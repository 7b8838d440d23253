"""All rows that an import makes, without what no two runs share: primary keys, passwords that
nobody can use, and the moments and hashes of records (which must verify instead)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.models import Bot, Conversation, HandoffRecord, Message
from customers.models import Customer, Page
from handoff.accounts.models import User

Rows = dict[str, list[Mapping[str, Any]]]


def all_rows() -> Rows:
    """Everything that was brought over, named by what it is known by. No record is broken."""
    for record in HandoffRecord.objects.all():
        assert record.hash == record.expected_hash()
    assert not Conversation.objects.exclude(record_hash__in=HandoffRecord.objects.values("hash"))
    return {
        "users": list(
            User.objects.order_by("email").values(
                "email", "first_name", "last_name", "role", "is_active", "company__slug",
                "created_at",
            )
        ),
        "pages": list(
            Page.objects.order_by("page_id").values(
                "page_id", "name", "company__slug", "created_at"
            )
        ),
        "bots": list(Bot.objects.order_by("page__page_id").values("page__page_id", "kind")),
        "customers": list(
            Customer.objects.order_by("page__page_id", "customer_id").values(
                "company__slug", "page__page_id", "customer_id", "customer_name", "first_name",
                "last_name", "message_count", "last_message", "first_seen", "last_seen",
                "created_at",
            )
        ),
        "conversations": list(
            Conversation.objects.order_by("customer__customer_id").values(
                "company__slug", "customer__customer_id", "owner", "owner_since", "agent__email",
                "agent_name", "stopped_at", "epoch", "last_seq", "created_at", "updated_at",
            )
        ),
        "records": list(
            HandoffRecord.objects.order_by("conversation__customer__customer_id", "epoch").values(
                "conversation__customer__customer_id", "epoch", "deed", "from_owner", "to_owner",
                "from_agent", "to_agent__email", "actor_kind", "actor", "door", "reason",
                "previous_hash",
            )
        ),
        "messages": list(
            Message.objects.order_by("conversation__customer__customer_id", "seq").values(
                "company__slug", "conversation__customer__customer_id", "page__page_id", "seq",
                "author", "agent__email", "agent_name", "agent_email", "text", "client_id",
                "provider_id", "state", "created_at",
            )
        ),
    }  # fmt: skip


def forget_all() -> None:
    """As if nothing had been brought over."""
    for model in (Message, HandoffRecord, Conversation, Customer, Bot, Page, User):
        model._default_manager.all().delete()
