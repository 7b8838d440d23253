"""Under `/api/handovers`, with and without a slash at the end."""

from django.urls import re_path

from conversations.handovers.api import HandoverViewSet

ONE = r"^/(?P<handover_id>[^/]+)"

urlpatterns = [
    re_path(r"^/?$", HandoverViewSet.as_view({"get": "list", "post": "create"})),
    re_path(r"^/conversations/?$", HandoverViewSet.as_view({"get": "conversations"})),
    re_path(rf"{ONE}/?$", HandoverViewSet.as_view({"get": "retrieve"})),
    re_path(rf"{ONE}/accept/?$", HandoverViewSet.as_view({"post": "accept"})),
    re_path(rf"{ONE}/decline/?$", HandoverViewSet.as_view({"post": "decline"})),
    re_path(rf"{ONE}/withdraw/?$", HandoverViewSet.as_view({"post": "withdraw"})),
]
