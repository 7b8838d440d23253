from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "handoff.realtime"
    label = "realtime"
    verbose_name = "Realtime"

    def ready(self) -> None:
        from handoff.news.emitting import on_commit
        from handoff.realtime.publishing import publish

        on_commit(publish)
