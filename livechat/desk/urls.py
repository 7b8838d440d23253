"""Addresses of the desk, under `/desk/`."""

from django.urls import path

from livechat.desk import deeds, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("conversations/<int:conversation_id>/", views.conversation, name="conversation"),
    path("conversations/<int:conversation_id>/take/", deeds.take, name="take"),
    path("conversations/<int:conversation_id>/reply/", deeds.reply, name="reply"),
    path("conversations/<int:conversation_id>/release/", deeds.release, name="release"),
    path("conversations/<int:conversation_id>/resume/", deeds.resume, name="resume"),
]
