from django.apps import AppConfig


class LivechatConfig(AppConfig):
    name = "livechat"
    verbose_name = "Live chat"

    def ready(self) -> None:
        from conversations.models import Channel
        from conversations.serializers import register_subject
        from livechat.serializers import chat_subject

        register_subject(Channel.CHAT, chat_subject)
