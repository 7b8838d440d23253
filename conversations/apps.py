from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        from conversations import chores, commands, listening, subscribers
        from conversations.actions.rooms import bot_in_front
        from conversations.bots import base, faq, front, openai_compatible, turns, webhook
        from conversations.connectors import messenger
        from conversations.models import Channel
        from conversations.workload import active_chats_of
        from handoff.accounts import workload

        chores.register()
        workload.register(active_chats_of)
        commands.register()
        listening.register()
        subscribers.register()
        turns.register()
        base.register("faq", faq.reply)
        base.register("webhook", webhook.reply)
        base.register("openai_compatible", openai_compatible.reply)
        front.register(Channel.ROOM, bot_in_front)
        messenger.register()
