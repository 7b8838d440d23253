"""Clients that upload and fetch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handoff.accounts.models import User
from tests.asking import client_of

Upload = Callable[..., Any]


@pytest.fixture
def upload() -> Upload:
    """`upload(alice, b"…", "photo.jpg")`: the answer of the upload door."""

    def send(
        user: User | None, content: bytes, name: str = "photo.jpg", *, field: str = "file"
    ) -> Any:
        file = SimpleUploadedFile(name, content, content_type="image/jpeg")
        return client_of(user).post("/api/chat-upload/upload", {field: file}, format="multipart")

    return send
