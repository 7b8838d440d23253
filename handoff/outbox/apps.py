from django.apps import AppConfig
from django.conf import settings

SWEEP_EVERY_SECONDS = 600.0


class OutboxConfig(AppConfig):
    name = "handoff.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from handoff import chores
        from handoff.chores import Chore
        from handoff.outbox.sweeping import sweep

        chores.register(Chore("sweep deliveries", SWEEP_EVERY_SECONDS, sweep))
        if settings.REDIS_URL:
            from handoff.outbox.bell import Bell
            from handoff.outbox.waking import on_wake

            on_wake(Bell(settings.REDIS_URL).ring)
