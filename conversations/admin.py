"""Conversations and their bots in the admin. Who answers changes only in actions, never here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from conversations.admin_bots import BotAdmin
from conversations.models import Bot, Conversation, FaqEntry, HandoffRecord, Message
from handoff.accounts.admin_base import CompanyModelAdmin, ReadOnlyInline

COMPANY_FILTER = ("company", admin.RelatedOnlyFieldListFilter)

admin.site.register(Bot, BotAdmin)


class RecordInline(ReadOnlyInline):
    """Who answered, from the first message on."""

    model = HandoffRecord
    fk_name = "conversation"
    fields = ("at", "deed", "from_agent", "to_owner", "to_agent", "actor", "door", "reason")
    readonly_fields = fields
    ordering = ("epoch",)
    verbose_name_plural = "History"

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandoffRecord]:
        found: QuerySet[HandoffRecord] = super().get_queryset(request)
        return found.select_related("from_agent", "to_agent", "actor")


@admin.register(Conversation)
class ConversationAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "contact_name", "channel", "company", "owner", "agent", "owner_since", "updated_at",
    )  # fmt: skip
    list_select_related = ("company", "agent", "customer")
    list_filter = (
        "owner",
        "channel",
        "policy",
        ("agent", admin.RelatedOnlyFieldListFilter),
        COMPANY_FILTER,
    )
    search_fields = ("customer__customer_name", "customer__customer_id", "agent__email")
    inlines = (RecordInline,)


@admin.register(Message)
class MessageAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "created_at", "conversation", "author", "agent_name", "text", "state", "company",
    )  # fmt: skip
    list_select_related = ("company", "conversation__customer")
    list_filter = ("author", "state", "created_at", COMPANY_FILTER)
    search_fields = ("text", "agent_email", "provider_id")
    ordering = ("-pk",)


@admin.register(HandoffRecord)
class HandoffRecordAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "at", "conversation", "deed", "from_agent", "to_owner", "to_agent", "actor", "door",
        "company",
    )  # fmt: skip
    list_select_related = (
        "company", "conversation__customer", "from_agent", "to_agent", "actor",
    )  # fmt: skip
    list_filter = ("deed", "door", "at", COMPANY_FILTER)
    search_fields = ("=conversation__id", "actor__email", "to_agent__email", "reason")
    ordering = ("-pk",)


@admin.register(FaqEntry)
class FaqEntryAdmin(CompanyModelAdmin):
    can_delete = True
    list_display = ("question", "company", "is_active", "created_at")
    list_select_related = ("company",)
    list_filter = ("is_active", COMPANY_FILTER)
    search_fields = ("question", "variants", "answer")
    fields = ("company", "question", "variants", "answer", "is_active")
