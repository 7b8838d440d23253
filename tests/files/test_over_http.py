"""Upload, send and fetch through the product's own server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from conversations.models import Attachment, Conversation
from handoff.accounts.models import User
from handoff.accounts.tokens import access_token_for
from tests.cast import JOHN_ID, PAGE_ID
from tests.files.contents import picture
from tests.realtime.conftest import server
from tests.realtime.server import Server, Socket

__all__ = ["server"]

pytestmark = pytest.mark.django_db(transaction=True)


def post(server: Server, user: User, **request: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {access_token_for(user)}"
        address = f"http://127.0.0.1:{server.port}/api/chat-upload/upload"
        return session.post(address, timeout=20, **request)


def test_a_file_goes_the_whole_way(server: Server, john: Conversation, alice: User) -> None:
    answer = post(server, alice, files={"file": ("photo.png", picture("PNG", (900, 900)))})
    assert answer.status_code == 201, answer.text
    file = answer.json()["file"]
    order = {"type": "send_message", "customer_id": JOHN_ID, "page_id": PAGE_ID}
    with Socket(server.port, alice) as socket:
        sent = socket.call({**order, "attachment_url": file["url"]})
        assert (sent["type"], sent["message"]) == ("message_sent", "[Image]")
        frames = [*socket.heard, socket.event()]
        heard = next(frame for frame in frames if frame["type"] == "new_message")
        assert heard["data"]["attachments"] == sent["attachments"]
        assert sent["attachments"][0]["url"] == file["url"]
        refused = socket.call({**order, "attachment_url": file["url"]})
        assert refused["error"] == "File not found"
    with requests.Session() as session:
        session.trust_env = False
        got = session.get(f"http://127.0.0.1:{server.port}{file['url']}", timeout=20)
    assert (got.status_code, len(got.content)) == (200, file["size"])
    assert got.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("megabytes", [11, 40])
def test_too_large_a_file_is_refused(server: Server, alice: User, megabytes: int) -> None:
    answer = post(server, alice, files={"file": ("a.txt", b"a" * megabytes * 1024 * 1024)})
    assert answer.status_code == 413
    assert answer.json()["success"] is False
    assert not Attachment.objects.exists()


def test_a_body_of_unknown_length_is_refused_too(server: Server, alice: User) -> None:
    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(40):
            yield b"a" * 1024 * 1024
        yield b"\r\n--b--\r\n"

    form = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = post(server, alice, data=body(), headers=form)
    assert answer.status_code == 413
    assert answer.json()["success"] is False
