"""Conversations and their bots in the admin. Who answers changes only in actions, never here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from conversations.admin_bots import BotAdmin
from conversations.audit.admin import COMPANY_FILTER, RecordInline, whole_history
from conversations.connectors.messenger.admin_pages import PageAdmin
from conversations.handovers import admin as handovers_admin
from conversations.models import Attachment, Bot, Conversation, FaqEntry, Message, Owner
from customers.models import Page
from handoff.accounts.admin_base import CompanyModelAdmin

__all__ = ["handovers_admin"]  # which registers itself

admin.site.register(Bot, BotAdmin)
admin.site.register(Page, PageAdmin)


class OverdueFilter(admin.SimpleListFilter):
    """Who has waited for a person longer than the page allows."""

    title = "waiting"
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Overdue")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Conversation]
    ) -> QuerySet[Conversation]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(owner=Owner.NOBODY, reminders__gt=0)


@admin.register(Conversation)
class ConversationAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "contact_name", "channel", "company", "owner", "agent", "owner_since", "is_overdue",
        "updated_at",
    )  # fmt: skip
    list_select_related = ("company", "agent", "customer__page", "visitor", "guest")
    list_filter = (
        "owner",
        "channel",
        "policy",
        OverdueFilter,
        ("agent", admin.RelatedOnlyFieldListFilter),
        COMPANY_FILTER,
    )
    search_fields = ("customer__customer_name", "customer__customer_id", "agent__email")
    readonly_fields = (whole_history,)
    inlines = (RecordInline,)

    @admin.display(boolean=True, description="Overdue")
    def is_overdue(self, conversation: Conversation) -> bool:
        return conversation.is_overdue


@admin.register(Message)
class MessageAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "created_at", "conversation", "author", "agent_name", "text", "state", "company",
    )  # fmt: skip
    list_select_related = (
        "company", "conversation__customer", "conversation__visitor", "conversation__guest",
    )  # fmt: skip
    list_filter = ("author", "state", "created_at", COMPANY_FILTER)
    search_fields = ("text", "agent_email", "provider_id")
    ordering = ("-pk",)


@admin.register(Attachment)
class AttachmentAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "created_at", "name", "kind", "media_type", "size_bytes", "state", "reason", "uploader",
        "company",
    )  # fmt: skip
    list_select_related = ("company", "uploader")
    list_filter = ("state", "kind", "created_at", COMPANY_FILTER)
    search_fields = ("name", "uploader__email")
    ordering = ("-pk",)
    # Who knows the key may read the file; an admin reads it in the conversation, at the desk.
    exclude = ("key",)


@admin.register(FaqEntry)
class FaqEntryAdmin(CompanyModelAdmin):
    can_delete = True
    list_display = ("question", "company", "is_active", "created_at")
    list_select_related = ("company",)
    list_filter = ("is_active", COMPANY_FILTER)
    search_fields = ("question", "variants", "answer")
    fields = ("company", "question", "variants", "answer", "is_active")
