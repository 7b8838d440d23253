from django.apps import AppConfig
from django.conf import settings


class OutboxConfig(AppConfig):
    name = "handoff.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        if settings.REDIS_URL:
            from handoff.outbox.bell import Bell
            from handoff.outbox.waking import on_wake

            on_wake(Bell(settings.REDIS_URL).ring)
