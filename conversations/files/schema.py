"""What `POST /api/chat-upload/upload` takes and answers."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import Serializer

from handoff.openapi.describing import describe
from handoff.openapi.parts import count, flag, text


class UploadedFile(Serializer[Any]):
    """A file that waits to be sent."""

    filename = text()
    url = text("What `attachment_url` of a message names, once.")
    size = count("In bytes.")
    mimetype = text("By its content.")


class Uploaded(Serializer[Any]):
    """The file as it was stored."""

    success = flag()
    file = UploadedFile()


upload_file = describe(
    "upload_file",
    "Upload a file, to be sent by its url",
    tag="Files",
    words="JPEG, PNG, GIF, WebP, PDF, DOC, DOCX, XLS, XLSX, TXT and CSV, 10,485,760 bytes at "
    "most. Where a picture was taken is removed from it; what nobody sends within a day is gone.",
    body={
        "multipart/form-data": {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}},
            "required": ["file"],
        }
    },
    reply=Uploaded,
    example={
        "success": True,
        "file": {
            "filename": "0f9c1d3e5b7a49c8a1e2d3c4b5a69788.jpg",
            "url": "/uploads/chat/0f9c1d3e5b7a49c8a1e2d3c4b5a69788.jpg",
            "size": 48211,
            "mimetype": "image/jpeg",
        },
    },
    status=201,
    refuses=[429],
)
