"""Which address leads where."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path, re_path
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from conversations.analytics.page import analytics_page
from handoff.errors import HandoffError, Internal, Invalid, NotFound, to_rest
from handoff.openapi.api import SchemaView, docs_page
from handoff.realtime.api import EventsView

# Whose errors carry `"success": false` (contract README, "Values").
DOCUMENT_4 = (
    "/api/agent-availability/",
    "/api/canned-responses",
    "/api/chat-upload/",
    "/api/live-chat/",
    "/api/tickets",
)


FOR_PROGRAMS = ("/api/", "/apps/", "/chat/", "/pusher/")


@csrf_exempt  # who asks with a token has no CSRF token, and nothing is done here
def no_such_address(request: HttpRequest) -> JsonResponse:
    """An address for programs that does not exist is answered as JSON."""
    return refusal(request, NotFound())


def refused_by_django(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses before a view sees it, such as a host that is not ours."""
    if request.path.startswith(FOR_PROGRAMS):
        return refusal(request, Invalid())
    return defaults.bad_request(request, exception)


def fault_outside_of_views(request: HttpRequest) -> HttpResponse:
    """What no view could answer; it is logged."""
    if request.path.startswith(FOR_PROGRAMS):
        return refusal(request, Internal())
    return defaults.server_error(request)


def refusal(request: HttpRequest, error: HandoffError) -> JsonResponse:
    words = to_rest(error)
    if request.path.startswith(DOCUMENT_4):
        words = {"success": False, **words}
    return JsonResponse(words, status=error.status)


handler400, handler500 = refused_by_django, fault_outside_of_views

urlpatterns = [
    path("api/auth/", include("handoff.accounts.urls")),
    path("api/agent-availability/", include("handoff.accounts.availability_urls")),
    path("api/dashboard/", include("conversations.urls")),
    path("api/live-chat/", include("customers.urls")),
    path("api/live-chat/", include("livechat.urls")),
    re_path(r"^api/events/?$", EventsView.as_view()),
    re_path(r"^api/schema/?$", SchemaView.as_view(), name="api-schema"),
    re_path(r"^api/docs/?$", docs_page, name="api-docs"),
    path("api/webhooks", include("handoff.webhooks.urls")),
    path("", include("handoff.realtime.pusher.urls")),
    path("", include("conversations.files.urls")),
    path("api/handovers", include("conversations.handovers.urls")),
    path("api/canned-responses", include("livechat.responses.urls")),
    path("api/tickets", include("livechat.tickets.urls")),
    path("chat/", include("livechat.guest.urls")),
    path("chat/", include("livechat.rooms.urls")),
    re_path(r"^api/", no_such_address),
    re_path(r"^chat/", no_such_address),
    re_path(r"^(?:apps|pusher)/", no_such_address),
    path("", include("handoff.accounts.page_urls")),
    path("", include("conversations.connectors.messenger.urls")),
    path("desk/", include("livechat.desk.urls")),
    path("widget/", include("livechat.widget.urls")),
    path("admin/analytics/", admin.site.admin_view(analytics_page), name="analytics"),
    path("admin/", admin.site.urls),
    path("", RedirectView.as_view(url="/desk/")),
    # What people type; programs' addresses take both forms without being led.
    re_path(
        r"^(?P<page>account|admin|desk|forgotten-password|simulator)$",
        RedirectView.as_view(url="/%(page)s/", query_string=True),
    ),
]
