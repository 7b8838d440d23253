"""What an admin can do with one webhook: roll its secret, try it out, send again what failed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor
from handoff.errors import HandoffError
from handoff.numbers import id_in
from handoff.outbox.actions import replay
from handoff.outbox.models import Delivery
from handoff.webhooks import actions
from handoff.webhooks.admin_forms import SinceForm
from handoff.webhooks.models import WebhookEndpoint
from handoff.webhooks.trial import send_test


class EndpointDeeds(CompanyModelAdmin):
    """The buttons on an endpoint's page, each with an address of its own."""

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
        delivery_id = id_in(request.POST.get("delivery", ""))
        if not Delivery.objects.toward(endpoint.target).filter(pk=delivery_id).exists():
            raise Http404
        if not endpoint.is_active:
            return self._say(request, endpoint, actions.SwitchedOff.sentence)
        try:
            replay(admin_actor(request), delivery_id=delivery_id)
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
