from django.apps import AppConfig

RETENTION_SECONDS = 600.0
GRANTS_SECONDS = 60.0


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
        from handoff.realtime.pusher.grants import forget_expired

        on_commit(publish)
        on_whisper(publish_whisper)
        chores.register(Chore("forget old events", RETENTION_SECONDS, forget_old_events))
        chores.register(Chore("forget who was let in", GRANTS_SECONDS, forget_expired))
