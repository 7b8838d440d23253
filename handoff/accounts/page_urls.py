"""Pages of the accounts, at the root."""

from django.urls import path

from handoff.accounts.pages import SignInView, SignOutView

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-in", SignInView.as_view()),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("sign-out", SignOutView.as_view()),
]
