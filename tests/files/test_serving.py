"""`GET /uploads/chat/<name>`: files go out so that they can do no harm."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.test import Client, RequestFactory

from conversations.files.serving import answer, serve_file
from conversations.files.storing import opened, remove
from conversations.models import Attachment
from handoff.accounts.models import User
from tests.files.conftest import Upload
from tests.files.contents import PDF, office, picture


def got(url: str, **headers: str) -> Any:
    return Client().get(url, headers=headers)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def stored(upload: Upload, user: User, content: bytes, name: str) -> str:
    return str(upload(user, content, name).json()["file"]["url"])


def test_a_picture_is_shown_where_it_stands(upload: Upload, alice: User) -> None:
    got_back = got(stored(upload, alice, picture("PNG"), 'my "photo".png'))
    assert got_back.status_code == 200
    assert got_back["Content-Type"] == "image/png"
    assert got_back["Content-Disposition"] == 'inline; filename="my photo.png"'
    assert got_back["X-Content-Type-Options"] == "nosniff"
    assert got_back["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert got_back["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert got_back["Cache-Control"].startswith("private")
    assert body(got_back).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "name"),
    [(PDF, "a.pdf"), (b"<b>hello</b>", "a.html"), (b"a,b", "a.csv"), (office(), "a.docx")],
)
def test_everything_else_is_saved_to_disk(
    content: bytes, name: str, upload: Upload, alice: User
) -> None:
    got_back = got(stored(upload, alice, content, name))
    assert got_back["Content-Disposition"].startswith("attachment; ")
    assert "html" not in got_back["Content-Type"]
    assert body(got_back) == content


def test_only_the_whole_name_opens_it(upload: Upload, alice: User) -> None:
    url = stored(upload, alice, picture("PNG"), "a.png")
    key = Attachment.objects.get().key
    assert body(got(url))
    for wrong in (
        url.replace(".png", ".html"),
        url.replace(".png", ""),
        f"/uploads/chat/{key.upper()}.png",
        f"/uploads/chat/{key[:-1]}.png",
        f"/uploads/chat/{key[:2]}/{key}",
        f"/uploads/chat/../chat/{key}.png",
        f"/uploads/chat/..%2f..%2f{key}.png",
        "/uploads/chat/..%2f..%2f..%2fetc%2fpasswd",
        "/uploads/chat/%00.png",
        "/uploads/chat/",
        f"{url}/",
    ):
        assert got(wrong).status_code == 404, wrong


def test_what_is_not_here_is_not_found(upload: Upload, alice: User) -> None:
    url = stored(upload, alice, PDF, "a.pdf")
    remove(Attachment.objects.get().key)
    assert got(url).status_code == 404


def test_nobody_writes_here(upload: Upload, alice: User) -> None:
    assert Client().post(stored(upload, alice, PDF, "a.pdf")).status_code == 405


@pytest.mark.parametrize(
    ("asked", "given", "content"),
    [
        ("bytes=0-3", "bytes 0-3/10", b"0123"),
        ("bytes=7-", "bytes 7-9/10", b"789"),
        ("bytes=-2", "bytes 8-9/10", b"89"),
        ("bytes=5-500", "bytes 5-9/10", b"56789"),
        ("bytes=0-", "bytes 0-9/10", b"0123456789"),
        ("bytes=-500", "bytes 0-9/10", b"0123456789"),
    ],
)
def test_players_get_the_part_they_ask_for(
    asked: str, given: str, content: bytes, upload: Upload, alice: User
) -> None:
    url = stored(upload, alice, b"0123456789", "a.txt")
    got_back = got(url, range=asked)
    assert (got_back.status_code, got_back["Content-Range"]) == (206, given)
    assert body(got_back) == content
    assert got_back["Content-Length"] == str(len(content))


def test_a_part_beyond_the_end_is_a_416(upload: Upload, alice: User) -> None:
    url = stored(upload, alice, b"0123456789", "a.txt")
    for asked in ("bytes=10-", "bytes=-0"):
        refused = got(url, range=asked)
        assert (refused.status_code, refused["Content-Range"]) == (416, "bytes */10")
    assert body(got(url, range="bytes=9-1,3-4")) == b"0123456789"  # not understood: the whole


def test_head_tells_the_same_without_the_file(upload: Upload, alice: User) -> None:
    got_back = Client().head(stored(upload, alice, b"0123456789", "a.txt"))
    assert (got_back.status_code, got_back["Content-Length"], got_back.content) == (200, "10", b"")


@pytest.mark.django_db(transaction=True)
def test_who_reads_slowly_keeps_no_connection_to_the_database(upload: Upload, alice: User) -> None:
    url = stored(upload, alice, PDF, "a.pdf")
    given = serve_file(RequestFactory().get(url), url.rpartition("/")[2])
    assert connection.connection is None
    assert body(given) == PDF
    given.close()


def test_under_asgi_it_comes_in_pieces(upload: Upload, alice: User) -> None:
    """Whatever is synchronous Django would collect whole before it sends any of it."""
    stored(upload, alice, b"a" * 200_000, "a.txt")
    attachment = Attachment.objects.get()
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    given: Any = answer(ASGIRequest(scope, io.BytesIO()), attachment, opened(attachment))
    assert given.is_async

    async def lengths() -> list[int]:
        return [len(piece) async for piece in given.streaming_content]

    assert asyncio.run(lengths()) == [65_536, 65_536, 65_536, 3_392]
    given.close()
