from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "handoff.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from handoff.mail.letters import LETTERS
        from handoff.news.emitting import while_storing
        from handoff.outbox import kinds
        from handoff.webhooks import delivering, following, letters

        kinds.register(delivering.webhook())
        while_storing(following.follow)
        LETTERS[letters.SWITCHED_OFF] = letters.switched_off
