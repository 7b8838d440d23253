"""Under `/api/canned-responses`, with and without a slash at the end."""

from django.urls import re_path

from livechat.responses.api import CannedResponseViewSet

one = CannedResponseViewSet.as_view(
    {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
)

urlpatterns = [
    re_path(r"^/?$", CannedResponseViewSet.as_view({"get": "list", "post": "create"})),
    re_path(
        r"^/shortcut/(?P<shortcut>[^/]+)/?$", CannedResponseViewSet.as_view({"get": "by_shortcut"})
    ),
    re_path(r"^/(?P<response_id>[^/]+)/?$", one),
    re_path(r"^/(?P<response_id>[^/]+)/use/?$", CannedResponseViewSet.as_view({"post": "use"})),
]
