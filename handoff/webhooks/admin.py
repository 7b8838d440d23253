"""Webhooks in the admin: set up and watched; `admin_deeds` is what can be done with one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import display

from handoff.accounts.admin_base import admin_actor, admin_user
from handoff.outbox.models import Delivery, DeliveryState
from handoff.webhooks import actions
from handoff.webhooks.addresses import why_refused
from handoff.webhooks.admin_deeds import EndpointDeeds
from handoff.webhooks.admin_forms import WISHED, EndpointForm, SinceForm
from handoff.webhooks.models import WebhookEndpoint

RECENT = 25
STATES = {
    "On": "success",
    "New": "info",
    "Failing": "warning",
    "Off": None,
    "Switched off by itself": "danger",
}
HEALTH = (
    "state", "switched_off_because", "last_success_at", "last_failure_at", "last_failure",
    "consecutive_failures", "failing_since", "rests_until",
)  # fmt: skip
ORIGIN = ("created_by", "created_at", "old_secret_ends_at")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(EndpointDeeds):
    form = EndpointForm
    can_delete = True
    list_display = (
        "name", "url", "company", "state", "last_success_at", "last_failure_at",
        "consecutive_failures",
    )  # fmt: skip
    list_select_related = ("company",)
    list_filter = ("is_active", ("company", admin.RelatedOnlyFieldListFilter))
    search_fields = ("description", "url")
    readonly_fields = (*HEALTH, *ORIGIN)
    change_form_outer_after_template = "admin/webhooks/endpoint_after.html"

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        asked = ("company",) if admin_user(request).is_superuser else ()
        wishes = (None, {"fields": (*asked, *WISHED)})
        if obj is None:
            return (wishes,)
        return (wishes, ("Health", {"fields": HEALTH}), ("Origin", {"fields": ORIGIN}))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return (*self.readonly_fields, *(("company",) if obj else ()))

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        refusal = getattr(request, "address_refusal", "")
        known = {"by": admin_user(request), "address_refusal": refusal}
        return type(form.__name__, (form,), known)

    def get_actions(self, request: HttpRequest) -> Any:
        """One by one: removing cancels what waits."""
        return {name: it for name, it in super().get_actions(request).items()
                if name != "delete_selected"}  # fmt: skip

    @display(description="Webhook")
    def name(self, endpoint: WebhookEndpoint) -> str:
        return str(endpoint)

    @display(description="State", label=STATES)
    def state(self, endpoint: WebhookEndpoint) -> str:
        if endpoint.switched_off_because:
            return "Switched off by itself"
        if not endpoint.is_active:
            return "Off"
        if endpoint.failing_since:
            return "Failing"
        return "On" if endpoint.last_success_at else "New"

    @display(description="Rests until")
    def rests_until(self, endpoint: WebhookEndpoint) -> datetime | None:
        """Only what is still to come."""
        until = endpoint.resting_until
        return until if until and until > timezone.now() else None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The address is looked up here, before the transaction of the form begins."""
        may = self.has_change_permission(request)
        if request.method == "POST" and may:
            request.address_refusal = self._why_refused(  # type: ignore[attr-defined]  # ours
                request, object_id
            )
        context = self._below(request, object_id) if object_id and may else {}
        answer: HttpResponse = super().changeform_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )
        return answer

    def _why_refused(self, request: HttpRequest, object_id: str | None) -> str:
        """What is wrong with an address that was not taken before; one that was stays, or nothing
        else could be changed where it is refused by now."""
        url = request.POST.get("url", "").strip()
        endpoint = self.get_object(request, object_id) if object_id else None
        return "" if endpoint and endpoint.url == url else why_refused(url)

    def _below(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        """What stands under the form of an endpoint."""
        endpoint = self.get_object(request, object_id)
        if endpoint is None:
            return {}
        recent = Delivery.objects.toward(endpoint.target).filter(company=endpoint.company_id)
        return {
            "endpoint": endpoint,
            "recent": recent.order_by("-pk")[:RECENT],
            "failed": DeliveryState.FAILED,
            "since_form": SinceForm(),
            "all_url": f"{reverse('admin:outbox_delivery_changelist')}?q={endpoint.target}",
        }

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        assert isinstance(form, EndpointForm)
        actor = admin_actor(request)
        if change:
            actions.change_endpoint(actor, endpoint_id=obj.pk, wishes=form.wishes())
            return
        chosen = form.cleaned_data.get("company")
        company_id = chosen.pk if chosen else admin_user(request).company_id
        assert company_id is not None, "the form asks superusers for it, all others have one"
        made = actions.create_endpoint(actor, company_id=company_id, wishes=form.wishes())
        obj.pk = made.pk
        obj.refresh_from_db()

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            answer: HttpResponse = super().add_view(request, form_url, extra_context)
        except actions.TooManyEndpoints as refusal:
            self.message_user(request, refusal.text, level=messages.WARNING)
            return HttpResponseRedirect(reverse("admin:webhooks_webhookendpoint_changelist"))
        return answer

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        actions.delete_endpoint(admin_actor(request), endpoint_id=obj.pk)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._show_secret(request, obj)
