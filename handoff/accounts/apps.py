from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "handoff.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default = True

    def ready(self) -> None:
        from handoff.accounts import sign_ins

        sign_ins.connect()


class AdminConfig(admin_apps.AdminConfig):
    """Django admin on our own site: it signs in where everybody does."""

    default = False
    default_site = "handoff.accounts.admin_site.HandoffAdminSite"
