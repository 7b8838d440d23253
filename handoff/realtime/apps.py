from django.apps import AppConfig

RETENTION_SECONDS = 600.0


class RealtimeConfig(AppConfig):
    name = "handoff.realtime"
    label = "realtime"
    verbose_name = "Realtime"

    def ready(self) -> None:
        from handoff import chores
        from handoff.chores import Chore
        from handoff.news.emitting import on_commit
        from handoff.news.retention import forget_old_events
        from handoff.news.whispers import on_whisper
        from handoff.realtime.publishing import publish, publish_whisper

        on_commit(publish)
        on_whisper(publish_whisper)
        chores.register(Chore("forget old events", RETENTION_SECONDS, forget_old_events))
