"""The log of news in the admin, to look at.

It stands here and not in `handoff.news`, which is below the accounts and may not import them.
"""

from django.contrib import admin

from handoff.accounts.admin_base import CompanyModelAdmin
from handoff.news.models import Event, Stream


@admin.register(Stream)
class StreamAdmin(CompanyModelAdmin):
    read_only = True
    list_display = ("company", "last_seq")
    list_select_related = ("company",)
    search_fields = ("company__name",)


@admin.register(Event)
class EventAdmin(CompanyModelAdmin):
    read_only = True
    list_display = ("seq", "type", "company", "conversation_id", "created_at")
    list_select_related = ("company",)
    list_filter = ("type", ("company", admin.RelatedOnlyFieldListFilter))
    search_fields = ("type", "=conversation_id")
    ordering = ("-pk",)
