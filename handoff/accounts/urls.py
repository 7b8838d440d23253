"""Under `/api/auth/`, with and without a slash at the end."""

from django.urls import re_path

from handoff.accounts.api import LoginView, MeView, RefreshView

urlpatterns = [
    re_path(r"^login/?$", LoginView.as_view(), name="api-login"),
    re_path(r"^refresh/?$", RefreshView.as_view(), name="api-refresh"),
    re_path(r"^me/?$", MeView.as_view(), name="api-me"),
]
