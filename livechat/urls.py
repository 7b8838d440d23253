"""Under `/api/live-chat/`, with and without a slash at the end."""

from django.urls import re_path

from livechat.api import ChatViewSet, DeskViewSet, StartViewSet, WorkloadsViewSet

ONE = r"^(?P<session_id>[0-9]+)"

urlpatterns = [
    re_path(r"^start/?$", StartViewSet.as_view({"post": "start"})),
    re_path(r"^agent/sessions/?$", DeskViewSet.as_view({"get": "sessions"})),
    re_path(r"^agent/(?P<agent_id>[0-9]+)/workload/?$", DeskViewSet.as_view({"get": "workload"})),
    re_path(r"^admin/agents-workload/?$", WorkloadsViewSet.as_view({"get": "list"})),
    re_path(r"^queue/stats/?$", DeskViewSet.as_view({"get": "statistics"})),
    re_path(rf"{ONE}/?$", ChatViewSet.as_view({"get": "retrieve"})),
    re_path(rf"{ONE}/messages/?$", ChatViewSet.as_view({"get": "messages", "post": "say"})),
    re_path(rf"{ONE}/typing/?$", ChatViewSet.as_view({"post": "typing"})),
    re_path(rf"{ONE}/end/?$", ChatViewSet.as_view({"post": "end"})),
    re_path(rf"{ONE}/accept/?$", DeskViewSet.as_view({"post": "accept"})),
    re_path(rf"{ONE}/assign/?$", DeskViewSet.as_view({"post": "assign"})),
    re_path(rf"{ONE}/transfer/?$", DeskViewSet.as_view({"post": "transfer"})),
    re_path(rf"{ONE}/convert-to-ticket/?$", DeskViewSet.as_view({"post": "convert"})),
    re_path(rf"{ONE}/customer-context/?$", DeskViewSet.as_view({"get": "context"})),
]
