"""Bots in the admin: set up per page, and tried out before a customer meets them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from conversations.admin_forms import BotForm, TrialForm
from conversations.bots.trial import Trial, try_out
from conversations.models import Bot
from handoff.accounts.admin_base import CompanyModelAdmin
from handoff.connections import let_database_go

TRIAL_TEMPLATE = "admin/conversations/bot/try_it.html"
IS_WEBHOOK = "kind == 'webhook'"
IS_CHAT_MODEL = "kind == 'openai_compatible'"
IS_ELSEWHERE = "kind != 'faq'"


class BotAdmin(CompanyModelAdmin):
    """A bot belongs to the company of its page."""

    form = BotForm
    can_delete = True
    list_display = ("page", "kind", "company", "is_active")
    list_select_related = ("page", "company")
    list_filter = ("kind", "is_active", ("company", admin.RelatedOnlyFieldListFilter))
    search_fields = ("page__name", "page__page_id")
    fields = (
        "page", "kind", "is_active", "endpoint", "format", "new_secret", "forget_secret",
        "model_name", "instructions", "history_messages", "timeout_seconds", "max_turns",
        "max_tokens", "has_newer_limit", "is_streamed",
    )  # fmt: skip
    conditional_fields: ClassVar = {
        "endpoint": IS_ELSEWHERE,
        "format": IS_WEBHOOK,
        "new_secret": IS_ELSEWHERE,
        "forget_secret": IS_ELSEWHERE,
        "model_name": IS_CHAT_MODEL,
        "instructions": IS_CHAT_MODEL,
        "history_messages": IS_ELSEWHERE,
        "timeout_seconds": IS_ELSEWHERE,
        "max_turns": IS_ELSEWHERE,
        "max_tokens": IS_CHAT_MODEL,
        "is_streamed": IS_CHAT_MODEL,
        "has_newer_limit": IS_CHAT_MODEL,
    }
    change_form_outer_after_template = "admin/conversations/bot/trial_box.html"

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        obj.company_id = obj.page.company_id
        super().save_model(request, obj, form, change)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"trial_form": TrialForm(), "trial_url": trial_url(object_id)}
        answer: HttpResponse = super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )
        return answer

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view(require_POST(self.try_view))
        trial = path("<path:object_id>/try/", wrapped, name="conversations_bot_try")
        return [trial, *super().get_urls()]

    def try_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask the bot as it is stored, and show what came of it. Stores nothing, tells nobody."""
        bot = self.get_object(request, object_id)
        if bot is None:
            raise Http404
        if not self.has_change_permission(request, bot):
            raise PermissionDenied
        form = TrialForm(request.POST)
        trial = attempt(bot, form.cleaned_data["text"]) if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Try it: {bot}",
            "opts": self.opts,
            "original": bot,
            "bot_url": reverse("admin:conversations_bot_change", args=(bot.pk,)),
            "trial_url": trial_url(bot.pk),
            "trial_form": form,
            "trial": trial,
        }
        return TemplateResponse(request, TRIAL_TEMPLATE, context)


def attempt(bot: Bot, text: str) -> Trial:
    """A trial that holds no connection to the database while the bot thinks: it may take a minute,
    and others need the connection."""
    assert bot.page.name  # read before the connection goes
    let_database_go()
    return try_out(bot, text)


def trial_url(object_id: object) -> str:
    return reverse("admin:conversations_bot_try", args=(object_id,))
