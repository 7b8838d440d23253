from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "handoff.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default = True

    def ready(self) -> None:
        from handoff import chores
        from handoff.accounts import absence, availability, commands, profile_images, sign_ins
        from handoff.accounts.events import UserDeactivated
        from handoff.chores import Chore
        from handoff.files.sweeping import SWEEP_EVERY_SECONDS
        from handoff.news.emitting import subscribe

        sign_ins.connect()
        commands.register()
        subscribe(UserDeactivated, availability.take_away)
        watch = absence.Watch()
        chores.register(Chore("find gone agents", absence.SWEEP_EVERY_SECONDS, watch.look))
        chores.register(
            Chore("call for gone agents", absence.RETRY_EVERY_SECONDS, absence.call_again)
        )
        chores.register(Chore("sweep portraits", SWEEP_EVERY_SECONDS, profile_images.sweep))


class AdminConfig(admin_apps.AdminConfig):
    """Django admin on our own site: it signs in where everybody does."""

    default = False
    default_site = "handoff.accounts.admin_site.HandoffAdminSite"
