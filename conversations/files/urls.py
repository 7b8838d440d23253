"""Where uploads come in and where files go out."""

from django.urls import path, re_path

from conversations.files.api import UploadView
from conversations.files.serving import serve_file

urlpatterns = [
    re_path(r"^api/chat-upload/upload/?$", UploadView.as_view(), name="upload"),
    path("uploads/chat/<str:name>", serve_file, name="file"),
]
