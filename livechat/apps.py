from django.apps import AppConfig


class LivechatConfig(AppConfig):
    name = "livechat"
    verbose_name = "Live chat"

    def ready(self) -> None:
        from conversations import admission
        from conversations.bots import front
        from conversations.models import Channel
        from conversations.serializers import register_subject
        from handoff.accounts import absence
        from livechat import chores, commands, subscribers
        from livechat.actions.returning import return_chats_of
        from livechat.actions.starting import bot_in_front
        from livechat.admission import admit_to_chat
        from livechat.permissions import get_session_for
        from livechat.responses import facts
        from livechat.rooms.serializers import room_subject
        from livechat.serializers import chat_subject

        register_subject(Channel.CHAT, chat_subject)
        register_subject(Channel.ROOM, room_subject)
        admission.register(Channel.CHAT, admit_to_chat)
        front.register(Channel.CHAT, bot_in_front)
        absence.on_gone(return_chats_of)
        facts.find_sessions_with(lambda actor, pk: get_session_for(actor, pk).conversation)
        chores.register()
        commands.register()
        subscribers.register()
