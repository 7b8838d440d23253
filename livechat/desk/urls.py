"""Addresses of the desk, under `/desk/`."""

from django.urls import path

from livechat.desk import cards, chat_deeds, deeds, handovers, room_deeds, status, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("status/", status.status, name="status"),
    path("rooms/cards/", cards.cards, name="cards"),
    path("handover/", handovers.hand_over, name="hand-over"),
    path("handovers/<int:handover_id>/", handovers.handover, name="handover"),
    path("handovers/<int:handover_id>/accept/", handovers.accept, name="accept-handover"),
    path("handovers/<int:handover_id>/decline/", handovers.decline, name="decline-handover"),
    path("handovers/<int:handover_id>/withdraw/", handovers.withdraw, name="withdraw-handover"),
    path("conversations/<int:conversation_id>/", views.conversation, name="conversation"),
    path("conversations/<int:conversation_id>/take/", deeds.take, name="take"),
    path("conversations/<int:conversation_id>/reply/", deeds.reply, name="reply"),
    path("conversations/<int:conversation_id>/release/", deeds.release, name="release"),
    path("conversations/<int:conversation_id>/resume/", deeds.resume, name="resume"),
    path("conversations/<int:conversation_id>/transfer/", chat_deeds.transfer, name="transfer"),
    path("conversations/<int:conversation_id>/end/", chat_deeds.end, name="end"),
    path("conversations/<int:conversation_id>/ticket/", chat_deeds.ticket, name="ticket"),
    path("conversations/<int:conversation_id>/insert/", chat_deeds.insert, name="insert"),
    path("conversations/<int:conversation_id>/open/", room_deeds.open_it, name="open"),
    path("conversations/<int:conversation_id>/read/", room_deeds.read, name="read"),
    path("conversations/<int:conversation_id>/unread/", room_deeds.unread, name="unread"),
    path("conversations/<int:conversation_id>/check-out/", room_deeds.leave, name="check-out"),
]
