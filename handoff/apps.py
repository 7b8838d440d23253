from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "handoff"
    verbose_name = "Handoff"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from handoff.rotation import check_readable

        register(check_readable, Tags.database)
