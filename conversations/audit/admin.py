"""Handoff records and their seals in the admin: to look at, never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html

from conversations.models import Conversation, HandoffRecord, RecordSeal
from handoff.accounts.admin_base import CompanyModelAdmin, ReadOnlyInline, admin_link

COMPANY_FILTER = ("company", admin.RelatedOnlyFieldListFilter)
DOORS = ("rest", "websocket", "desk", "admin", "messenger", "worker", "accounts", "demo")
SHOWN_IN_CHAIN = 100
PEOPLE = ("from_agent", "to_agent", "actor")


class DoorFilter(admin.SimpleListFilter):
    """Through which door. The doors are known: looking for them would read every record."""

    title = "door"
    parameter_name = "door"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(door, door) for door in DOORS]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[HandoffRecord]
    ) -> QuerySet[HandoffRecord]:
        return queryset.filter(door=self.value()) if self.value() else queryset


@admin.display(description="At (UTC)", ordering="at")
def moment(record: HandoffRecord) -> str:
    """To the second, on one line."""
    return format_html(
        '<span class="whitespace-nowrap">{}</span>', date_format(record.at, "j M Y H:i:s")
    )


@admin.display(description="From")
def came_from(record: HandoffRecord) -> str:
    """Who had it: an agent by e-mail, else `bot` or `nobody`."""
    return str(record.from_agent or record.from_owner or "–")


@admin.display(description="To")
def went_to(record: HandoffRecord) -> str:
    return str(record.to_agent or record.to_owner)


@admin.display(description="By")
def by_whom(record: HandoffRecord) -> str:
    """A user by e-mail, else `customer`, `bot` or `system`."""
    return str(record.actor or record.actor_kind)


@admin.display(boolean=True, description="Unchanged")
def is_unchanged(record: HandoffRecord) -> bool:
    """Whether the record is still what was hashed. The whole chain: `manage.py verify_records`."""
    return record.is_unchanged


class RecordInline(ReadOnlyInline):
    """Who answered, from the first message on: the end of the chain where it is long."""

    model = HandoffRecord
    fk_name = "conversation"
    fields = (
        "epoch", moment, "deed", came_from, went_to, by_whom, "door", "reason", is_unchanged,
    )  # fmt: skip
    readonly_fields = fields
    ordering = ("epoch",)
    hide_title = True
    verbose_name_plural = f"History: the last {SHOWN_IN_CHAIN} changes"

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandoffRecord]:
        found: QuerySet[HandoffRecord] = super().get_queryset(request)
        newest = found.filter(epoch__gt=F("conversation__epoch") - SHOWN_IN_CHAIN)
        return newest.select_related(*PEOPLE)


@admin.display(description="Whole history")
def whole_history(conversation: Conversation) -> str:
    """A link to all records of a conversation."""
    address = reverse("admin:conversations_handoffrecord_changelist")
    return admin_link(
        f"{address}?conversation__id__exact={conversation.pk}", "All records of this conversation"
    )


@admin.register(HandoffRecord)
class HandoffRecordAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        moment, "chain", "epoch", "deed", came_from, went_to, by_whom, "door", is_unchanged,
        "company",
    )  # fmt: skip
    list_select_related = ("company", "conversation__customer", *PEOPLE)
    list_filter = ("deed", DoorFilter, "at", COMPANY_FILTER)
    date_hierarchy = "at"
    search_fields = (
        "=conversation__id", "conversation__customer__customer_name",
        "conversation__customer__customer_id", "actor__email", "to_agent__email", "reason",
    )  # fmt: skip
    search_help_text = "A conversation's number, a customer's name or Messenger ID, an e-mail"
    ordering = ("-pk",)

    @admin.display(description="Conversation", ordering="conversation")
    def chain(self, record: HandoffRecord) -> str:
        """The conversation, as a link to its page, where its chain stands."""
        address = reverse("admin:conversations_conversation_change", args=[record.conversation_id])
        return admin_link(address, record.conversation)


@admin.register(RecordSeal)
class RecordSealAdmin(CompanyModelAdmin):
    """Which days of records are signed, and how (docs/audit.md)."""

    read_only = True
    list_display = ("day", "count", "signature", "sealed_at", "company")
    list_select_related = ("company",)
    list_filter = ("day", COMPANY_FILTER)
    search_fields = ("=signature",)
    ordering = ("-day", "company")
