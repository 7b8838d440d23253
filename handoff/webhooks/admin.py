"""Webhooks in the admin: set up, tried out, watched, replayed; their secret shown once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.decorators import display

from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor, admin_user
from handoff.errors import HandoffError
from handoff.outbox.actions import replay
from handoff.outbox.models import Delivery, DeliveryState
from handoff.webhooks import actions
from handoff.webhooks.addresses import why_refused
from handoff.webhooks.admin_forms import WISHED, EndpointForm, SinceForm
from handoff.webhooks.models import WebhookEndpoint
from handoff.webhooks.trial import send_test

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
class WebhookEndpointAdmin(CompanyModelAdmin):
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

    # --- Its form

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

    # --- Its deeds

    def get_urls(self) -> list[URLPattern]:
        deeds = {
            "roll": self.roll_view,
            "test": self.test_view,
            "replay": self.replay_view,
            "replay-failed": self.replay_failed_view,
        }
        return [
            *(
                path(
                    f"<int:object_id>/{name}/",
                    self.admin_site.admin_view(require_POST(view)),
                    name=f"webhooks_webhookendpoint_{name.replace('-', '_')}",
                )
                for name, view in deeds.items()
            ),
            *super().get_urls(),
        ]

    def roll_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A new secret, shown this once."""
        self._get(request, object_id)
        rolled = actions.roll_secret(admin_actor(request), endpoint_id=object_id)
        return self._show_secret(request, rolled)

    def test_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send a test event and show what came of it."""
        endpoint = self._get(request, object_id)
        context = self._context(request, endpoint, f"Test event: {endpoint}")
        context["trial"] = send_test(endpoint)
        return TemplateResponse(request, "admin/webhooks/tested.html", context)

    def replay_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send one failed delivery again."""
        endpoint = self._get(request, object_id)
        number = request.POST.get("delivery", "")
        known = Delivery.objects.toward(endpoint.target).filter(
            pk=int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        )
        if not known.exists():
            raise Http404
        if not endpoint.is_active:
            return self._say(request, endpoint, actions.SwitchedOff.sentence)
        try:
            replay(admin_actor(request), delivery_id=int(number))
        except HandoffError as refusal:
            return self._say(request, endpoint, refusal.text)
        return self._say(request, endpoint, "It leaves again.", level=messages.SUCCESS)

    def replay_failed_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send all again that failed since a time."""
        endpoint = self._get(request, object_id)
        form = SinceForm(request.POST)
        if not form.is_valid():
            return self._say(request, endpoint, "Choose how far back.")
        since = timezone.now() - form.cleaned_data["hours"]
        try:
            count, has_more = actions.replay_failed(
                admin_actor(request), endpoint_id=object_id, since=since
            )
        except HandoffError as refusal:
            return self._say(request, endpoint, refusal.text)
        words = f"{count} {'delivery leaves' if count == 1 else 'deliveries leave'} again."
        more = " There are more: press once more." if has_more else ""
        return self._say(request, endpoint, words + more, level=messages.SUCCESS)

    def _get(self, request: HttpRequest, object_id: int) -> WebhookEndpoint:
        found: QuerySet[WebhookEndpoint] = self.get_queryset(request)
        endpoint = found.filter(pk=object_id).first()
        if endpoint is None:
            raise Http404
        if not self.has_change_permission(request, endpoint):
            raise PermissionDenied
        return endpoint

    def _show_secret(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        """The secret, this once: in this answer, in no cookie and no log."""
        context = self._context(request, endpoint, "Copy the secret now")
        return TemplateResponse(request, "admin/webhooks/secret.html", context)

    def _say(
        self, request: HttpRequest, endpoint: WebhookEndpoint, words: str,
        level: int = messages.WARNING,
    ) -> HttpResponse:  # fmt: skip
        self.message_user(request, words, level=level)
        return HttpResponseRedirect(self._address(endpoint))

    def _address(self, endpoint: WebhookEndpoint) -> str:
        return reverse("admin:webhooks_webhookendpoint_change", args=(endpoint.pk,))

    def _context(
        self, request: HttpRequest, endpoint: WebhookEndpoint, title: str
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": endpoint,
            "endpoint": endpoint,
            "endpoint_url": self._address(endpoint),
        }
