"""Under `/api/live-chat/`, with and without a slash at the end."""

from django.urls import re_path

from customers.api import VisitorView

urlpatterns = [re_path(r"^visitor/?$", VisitorView.as_view(), name="live-chat-visitor")]
