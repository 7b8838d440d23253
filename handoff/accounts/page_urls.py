"""Pages of the accounts, at the root."""

from django.urls import path

from handoff.accounts import account_pages, invitation_pages, password_pages, portrait_pages
from handoff.accounts.pages import SignInView, SignOutView

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-in", SignInView.as_view()),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("sign-out", SignOutView.as_view()),
    path("forgotten-password/", password_pages.forgotten, name="password-forgotten"),
    path("forgotten-password/mailed/", password_pages.mailed, name="password-mailed"),
    path("new-password/done/", password_pages.changed, name="password-changed"),
    path("account/", account_pages.account, name="account"),
    path("account/picture/", portrait_pages.upload, name="account-picture"),
    path("account/picture/remove/", portrait_pages.remove, name="account-picture-remove"),
    path("uploads/people/<str:name>", portrait_pages.serve, name="portrait"),
    path("account/name/", account_pages.rename, name="account-name"),
    path("account/password/", account_pages.change_password, name="account-password"),
    path(
        "account/sign-ins/<int:sign_in_id>/end/",
        account_pages.sign_out_there,
        name="account-sign-out",
    ),
    path(
        "account/sign-out-everywhere/",
        account_pages.sign_out_everywhere,
        name="account-sign-out-everywhere",
    ),
    path("invitation/<token>/", invitation_pages.welcome, name="invitation"),
    path(
        "new-password/<uidb64>/<token>/",
        password_pages.PasswordResetView.as_view(),
        name="password-reset",
    ),
]
