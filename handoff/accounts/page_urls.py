"""Pages of the accounts, at the root."""

from django.urls import path

from handoff.accounts import invitation_pages, password_pages
from handoff.accounts.pages import SignInView, SignOutView

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-in", SignInView.as_view()),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("sign-out", SignOutView.as_view()),
    path("forgotten-password/", password_pages.forgotten, name="password-forgotten"),
    path("forgotten-password/mailed/", password_pages.mailed, name="password-mailed"),
    path("new-password/done/", password_pages.changed, name="password-changed"),
    path("invitation/<token>/", invitation_pages.welcome, name="invitation"),
    path(
        "new-password/<uidb64>/<token>/",
        password_pages.PasswordResetView.as_view(),
        name="password-reset",
    ),
]
