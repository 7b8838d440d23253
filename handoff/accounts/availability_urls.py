"""Under `/api/agent-availability/`, with and without a slash at the end."""

from django.urls import re_path

from handoff.accounts.availability_api import (
    ActivityPingView,
    MySkillsView,
    MySlotsView,
    MyStatusView,
)

urlpatterns = [
    re_path(r"^my-status/?$", MyStatusView.as_view(), name="api-my-status"),
    re_path(r"^my-max-chats/?$", MySlotsView.as_view(), name="api-my-max-chats"),
    re_path(r"^my-skills/?$", MySkillsView.as_view(), name="api-my-skills"),
    re_path(r"^activity-ping/?$", ActivityPingView.as_view(), name="api-activity-ping"),
]
