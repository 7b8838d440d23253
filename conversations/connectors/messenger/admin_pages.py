"""Facebook pages in the admin: how each is connected, and what to do where it is not."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from unfold.decorators import display

from conversations.connectors.messenger.admin_connect import ConnectingAdmin
from conversations.connectors.messenger.connecting import Told, disconnect, subscribe_again
from conversations.connectors.messenger.names import MESSENGER_SEND
from conversations.models import Message, MessageState
from customers.models import Page
from handoff.accounts.admin_base import admin_actor
from handoff.encryption import Unreadable

CONNECTED, UNSUBSCRIBED, DEAD = "Connected", "Not subscribed", "Token refused"
DISCONNECTED, UNREADABLE = "Disconnected", "Unreadable"
COLOURS = {
    CONNECTED: "success",
    UNSUBSCRIBED: "warning",
    DEAD: "danger",
    DISCONNECTED: "info",
    UNREADABLE: "danger",
}
MOST_NAMED = 10


class PageAdmin(ConnectingAdmin):
    """Number and name are Facebook's. What has customers stays; what is connected is disconnected
    first."""

    can_delete = True
    list_display = ("name", "page_id", "company", "connection", "unclaimed_after_seconds")
    list_select_related = ("company",)
    list_filter = (("company", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "page_id")
    readonly_fields = ("company", "name", "page_id", "connected_at", "token_checked_at")
    fields = (*readonly_fields, "unclaimed_after_seconds", "returns_unclaimed_to_bot")
    list_before_template = "admin/customers/page/dead.html"
    change_form_outer_before_template = "admin/customers/page/connection.html"

    @display(description="Facebook", label=COLOURS)  # type: ignore[untyped-decorator]
    def connection(self, page: Page) -> str:
        return state_of(page)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        may = bool(super().has_delete_permission(request, obj))
        return may and not (isinstance(obj, Page) and obj.access_token)

    def get_urls(self) -> list[URLPattern]:
        def wrapped(view: Any) -> Any:
            return self.admin_site.admin_view(never_cache(view))

        disconnecting = require_http_methods(["GET", "HEAD", "POST"])(self.disconnect_view)
        return [
            path(
                "<int:page_id>/subscribe/", wrapped(require_POST(self.subscribe_view)),
                name="customers_page_subscribe",
            ),
            path(
                "<int:page_id>/disconnect/", wrapped(disconnecting),
                name="customers_page_disconnect",
            ),
            *super().get_urls(),
        ]  # fmt: skip

    def save_model(
        self, request: HttpRequest, obj: Page, form: ModelForm[Page], change: bool
    ) -> None:
        """Only what was changed: a token may have come meanwhile."""
        obj.save(update_fields=form.changed_data)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        dead = Page.objects.visible_to(admin_actor(request)).with_dead_token()[:MOST_NAMED]
        answer: HttpResponse = super().changelist_view(
            request, {"dead_pages": dead, **(extra_context or {})}
        )
        return answer

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        page = self.get_object(request, object_id)
        context = {} if page is None else about(page)
        answer: HttpResponse = super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )
        return answer

    def subscribe_view(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Ask Facebook once more to send us the page's messages."""
        page = self.page_for(request, page_id)
        if not page.access_token:
            raise Http404
        return self.tell(request, subscribe_again(page))

    def disconnect_view(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Asks whether it is meant, and does it."""
        page = self.page_for(request, page_id)
        if request.method == "POST":
            return self.tell(request, disconnect(admin_actor(request), page))
        return self.show(
            request,
            "admin/customers/page/disconnect.html",
            title=f"Disconnect {page.name}?",
            page=page,
        )

    def page_for(self, request: HttpRequest, page_id: int) -> Page:
        """The admin's page. Raises `Http404`, also for strangers."""
        page = self.get_object(request, str(page_id))
        if not isinstance(page, Page):
            raise Http404
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        return page

    def tell(self, request: HttpRequest, told: Told) -> HttpResponse:
        """In words, on the page of the page."""
        assert told.page is not None
        self.message_user(request, told.text, told.level)
        self.log_change(request, told.page, told.text)
        return HttpResponseRedirect(reverse("admin:customers_page_change", args=(told.page.pk,)))


def state_of(page: Page) -> str:
    if isinstance(page.access_token, Unreadable):
        return UNREADABLE
    if not page.access_token:
        return DISCONNECTED
    if page.token_died_at:
        return DEAD
    return UNSUBSCRIBED if page.subscription_fault else CONNECTED


def about(page: Page) -> dict[str, Any]:
    """What the page of a page says about its connection."""
    failed = Message.objects.filter(
        conversation__customer__page=page, state=MessageState.FAILED
    ).exists()
    outbox = reverse("admin:outbox_delivery_changelist")
    return {
        "page": page,
        "state": state_of(page),
        "outbox_address": failed and f"{outbox}?state__exact=failed&kind={MESSENGER_SEND}",
        "connect_address": f"{reverse('admin:customers_page_add')}?company={page.company_id}",
        "show_save_and_add_another": False,
    }
