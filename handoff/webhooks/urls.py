"""Under `/api/webhooks`, with and without a slash at the end."""

from django.urls import re_path

from handoff.webhooks.api import WebhookViewSet

urlpatterns = [
    re_path(r"^/?$", WebhookViewSet.as_view({"get": "list", "post": "create"})),
    re_path(
        r"^/(?P<endpoint_id>[^/]+)/?$",
        WebhookViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    re_path(r"^/(?P<endpoint_id>[^/]+)/secret/?$", WebhookViewSet.as_view({"post": "roll"})),
]
