"""Shift handovers in the admin: to look at, never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from conversations.audit.admin import COMPANY_FILTER
from conversations.handovers.serializers import summary_of
from conversations.models import Handover, HandoverItem
from handoff.accounts.admin_base import CompanyModelAdmin, ReadOnlyInline

SHOWN_ITEMS = 200


class ItemInline(ReadOnlyInline):
    """What became of each conversation: what was not passed on first."""

    model = HandoverItem
    fields = ("conversation", "note", "outcome", "reason", "settled_at")
    readonly_fields = fields
    hide_title = True
    verbose_name_plural = f"Conversations: the first {SHOWN_ITEMS}, what was not passed on on top"

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandoverItem]:
        """A slice cannot be filtered by the form set, so its ids are."""
        asked = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        if not str(asked).isdecimal():
            return HandoverItem.objects.none()
        rows = HandoverItem.objects.filter(handover=int(str(asked))).in_rows()
        shown = list(rows.values_list("pk", flat=True)[:SHOWN_ITEMS])
        return HandoverItem.objects.filter(pk__in=shown).in_rows()


@admin.register(Handover)
class HandoverAdmin(CompanyModelAdmin):
    read_only = True
    list_display = (
        "number", "giver", "to", "state", "accepted_by", "summary", "created_at", "ended_at",
        "company",
    )  # fmt: skip
    list_filter = ("state", "created_at", COMPANY_FILTER)
    date_hierarchy = "created_at"
    search_fields = ("giver__email", "to__email", "accepted_by__email", "note")
    inlines = (ItemInline,)
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own = super().get_queryset(request).values("pk")
        return Handover.objects.filter(pk__in=own).with_people().select_related("company")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "summary")

    @admin.display(description="Handover", ordering="pk")
    def number(self, handover: Handover) -> str:
        return f"#{handover.pk}"

    @admin.display(description="What became of it")
    def summary(self, handover: Handover) -> str:
        if handover.is_open:
            return f"{sum(handover.outcomes.values())} conversations offered"
        return summary_of(handover) or handover.reason or "–"
