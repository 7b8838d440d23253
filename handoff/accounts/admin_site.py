"""The admin site: everybody signs in on one page, and models are listed by room."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

ROOMS = (
    ("Customers", ("customers",)),
    ("Conversations", ("conversations",)),
    ("Live chat", ("livechat",)),
    ("Handoff", ("accounts", "webhooks", "outbox", "news")),
    ("Simulator", ("simulator",)),
)
ICONS = {
    "Page": "flag",
    "Customer": "person",
    "UnknownPage": "help",
    "Widget": "web",
    "Visitor": "person_pin",
    "Room": "bed",
    "Guest": "luggage",
    "RoomSettings": "tune",
    "Conversation": "forum",
    "Message": "chat",
    "Attachment": "attach_file",
    "HandoffRecord": "history",
    "RecordSeal": "verified",
    "Bot": "smart_toy",
    "FaqEntry": "quiz",
    "CannedResponse": "quickreply",
    "ChatSession": "support_agent",
    "ChatSettings": "tune",
    "Ticket": "confirmation_number",
    "TicketCategory": "category",
    "Company": "apartment",
    "User": "group",
    "AgentAvailability": "support_agent",
    "ApiKey": "key",
    "Invitation": "mail",
    "SignIn": "devices",
    "WebhookEndpoint": "webhook",
    "Delivery": "outbox",
    "Event": "campaign",
    "Stream": "stream",
}
# Pages that list no model, by the room they belong to: title, icon, name of the address.
PAGES = {"conversations": [("Analytics", "bar_chart", "analytics")]}


class HandoffAdminSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Django admin with our sign-in page instead of its own."""

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the sign-in page and back; a signed-in user without the right gets a 403."""
        target = request.GET.get("next") or reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied("Only admins may open this page.")
        return redirect_to_login(target, settings.LOGIN_URL)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The side bar: what this admin may see, grouped by room; unknown rooms come last."""
    apps = {app["app_label"]: app["models"] for app in admin.site.get_app_list(request)}
    rooms = [
        *ROOMS,
        *((label.title(), (label,)) for label in apps if not any(label in r for _, r in ROOMS)),
    ]
    return [
        {"title": title, "separator": True, "items": items}
        for title, labels in rooms
        if (items := [item for label in labels for item in _items(label, apps.get(label, []))])
    ]


def _items(label: str, models: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An app's pages and models; its pages only for whom it has models."""
    pages = PAGES.get(label, []) if models else []
    return [
        *({"title": title, "icon": icon, "link": reverse(name)} for title, icon, name in pages),
        *(_item(model) for model in models),
    ]


def _item(model: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": model["name"],
        "icon": ICONS.get(model["object_name"], "database"),
        "link": model["admin_url"],
    }
