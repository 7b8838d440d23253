"""Clients that upload and fetch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for

Upload = Callable[..., Any]


@pytest.fixture
def upload() -> Upload:
    """`upload(alice, b"…", "photo.jpg")`: the answer of the upload door."""

    def send(
        user: User | None, content: bytes, name: str = "photo.jpg", *, field: str = "file"
    ) -> Any:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token_for(user)}")
        file = SimpleUploadedFile(name, content, content_type="image/jpeg")
        return client.post("/api/chat-upload/upload", {field: file}, format="multipart")

    return send
