"""`POST /api/chat-upload/upload`: contract document 4, "File Sharing", and its README."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from rest_framework.test import APIClient

from conversations.actions.attaching import MOST_WAITING
from conversations.actions.sending import send_message
from conversations.models import Attachment, Conversation
from handoff.accounts.keys import make_key
from handoff.accounts.models import User
from tests.asking import client_of
from tests.files.conftest import Upload
from tests.files.contents import HTML, PDF, SVG, bomb, office, photo_with_place, picture
from tests.files.test_judging import HONEST, LIARS

LARGEST = 10_485_760


def refused(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["success"] is False
    assert not Attachment.objects.exists()
    return answer.status_code, body["error"]


def test_answers_as_the_contract_shows_it(upload: Upload, alice: User) -> None:
    answer = upload(alice, picture("PNG"), "photo.png")
    assert answer.status_code == 201
    body = answer.json()
    assert body["success"] is True
    file = body["file"]
    assert set(file) == {"filename", "url", "size", "mimetype"}
    assert re.fullmatch(r"[0-9a-f]{32}\.png", file["filename"])
    assert file["url"] == f"/uploads/chat/{file['filename']}"
    assert file["mimetype"] == "image/png"
    stored = Attachment.objects.get()
    assert (stored.size_bytes, stored.name, stored.kind) == (file["size"], "photo.png", "image")
    assert (stored.uploader, stored.company, stored.message) == (alice, alice.company, None)


@pytest.mark.parametrize("who", ["alice", "amira", "vera"])
def test_everybody_who_is_signed_in_may(
    who: str, upload: Upload, request: pytest.FixtureRequest
) -> None:
    assert upload(request.getfixturevalue(who), PDF, "a.pdf").status_code == 201


def test_nobody_else_may(upload: Upload, db: None) -> None:
    assert refused(upload(None, PDF)) == (401, "Authentication required")


def test_who_has_no_company_may_not(upload: Upload, root: User) -> None:
    assert refused(upload(root, PDF))[0] == 403


@pytest.mark.parametrize("media_type", [name for name in HONEST if "o/" not in name])
def test_takes_the_listed_types(media_type: str, upload: Upload, alice: User) -> None:
    answer = upload(alice, HONEST[media_type], "x.csv")
    expected = "text/csv" if media_type == "text/plain" else media_type
    assert (answer.status_code, answer.json()["file"]["mimetype"]) == (201, expected)


@pytest.mark.parametrize("liar", [name for name in LIARS if name != "nothing"])
def test_refuses_what_lies_about_itself(liar: str, upload: Upload, alice: User) -> None:
    status, sentence = refused(upload(alice, LIARS[liar], "cat.jpg"))
    assert status == 415
    assert "JPEG, PNG, GIF, WebP, PDF" in sentence


@pytest.mark.parametrize("media_type", ["video/mp4", "audio/mpeg", "audio/ogg"])
def test_films_and_sound_are_not_on_the_list(media_type: str, upload: Upload, alice: User) -> None:
    assert refused(upload(alice, HONEST[media_type]))[0] == 415


@pytest.mark.parametrize(
    "content", [bomb(), picture()[:300], b"GIF89a\x01\0\x01\0" + office(), HTML, SVG]
)
def test_refuses_what_is_damaged_or_would_do_harm(
    content: bytes, upload: Upload, alice: User
) -> None:
    assert refused(upload(alice, content))[0] == 415


def test_photos_lose_their_place(upload: Upload, alice: User) -> None:
    url = upload(alice, photo_with_place(), "paris.jpg").json()["file"]["url"]
    served = b"".join(Client().get(url).streaming_content)  # type: ignore[attr-defined]
    with Image.open(io.BytesIO(served)) as photo:
        assert dict(photo.getexif()) == {}
        assert photo.size == (20, 40)


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(upload: Upload, alice: User) -> None:
    assert upload(alice, b"a" * LARGEST, "a.txt").status_code == 201
    Attachment.objects.all().delete()
    answer = upload(alice, b"a" * (LARGEST + 1), "a.txt")
    assert refused(answer) == (413, "The file is larger than 10 MB")


def test_a_body_that_says_it_is_too_large_is_not_read(alice: User, upload: Upload) -> None:
    assert refused(upload(alice, b"a" * (LARGEST + 100_000), "a.txt"))[0] == 413


def test_a_browsers_form_is_bounded_too(alice: User) -> None:
    """The check of its CSRF token reads the body before the view does."""
    client = APIClient(enforce_csrf_checks=True)
    client.get("/sign-in/")
    token = client.cookies["csrftoken"].value
    client.force_login(alice)

    def post(content: bytes, **fields: str) -> Any:
        file = SimpleUploadedFile("a.txt", content)
        return client.post("/api/chat-upload/upload", {**fields, "file": file})

    assert refused(post(b"a" * (LARGEST + 1), csrfmiddlewaretoken=token))[0] == 413
    assert refused(post(b"hello"))[0] == 403
    assert post(b"hello", csrfmiddlewaretoken=token).status_code == 201


def test_an_empty_or_missing_file_is_a_400(upload: Upload, alice: User) -> None:
    assert refused(upload(alice, b"")) == (400, "The file is empty")
    assert refused(upload(alice, PDF, field="photo")) == (400, "Choose a file")
    two = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF)]
    assert refused(posted(alice, file=two)) == (400, "Send one file at a time")
    assert refused(posted(alice, file="only words"))[0] == 400


def test_what_is_no_form_is_a_415(alice: User) -> None:
    assert refused(posted(alice, format="json", file="x"))[0] == 415


def posted(user: User, *, format: str = "multipart", **fields: Any) -> Any:
    client = client_of(user)
    return client.post("/api/chat-upload/upload/", fields, format=format)


@pytest.mark.parametrize("name", ["../../../evil.png", "..\\..\\evil.png", "/etc/passwd"])
def test_names_lead_nowhere(name: str, upload: Upload, alice: User) -> None:
    answer = upload(alice, picture("PNG"), name)
    assert answer.status_code == 201
    key = Attachment.objects.get().key
    assert answer.json()["file"]["filename"] == f"{key}.png"
    assert default_storage.exists(f"uploads/chat/{key[:2]}/{key}")
    assert "/" not in Attachment.objects.get().name


def test_an_api_key_needs_the_scope_to_send(amira: User, alice: User) -> None:
    def post(scope: str) -> Any:
        _, key = make_key(
            amira.as_actor(door="test"), user_id=alice.pk, name="Shop", scopes=[scope],
            expires_at=None,
        )  # fmt: skip
        client = client_of(key)
        return client.post("/api/chat-upload/upload", {"file": SimpleUploadedFile("a.pdf", PDF)})

    sentence = "This API key lacks the scope messages:send"
    assert refused(post("customers:read")) == (403, sentence)
    assert post("messages:send").status_code == 201


def test_who_never_sends_has_to_wait(
    upload: Upload, alice: User, bob: User, john: Conversation
) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            company=alice.company, uploader=alice, name="x", media_type="text/plain",
            size_bytes=1, kind="file", state="stored",
            created_at=timezone.now() - timedelta(minutes=30),
        )
        for _ in range(MOST_WAITING)
    )  # fmt: skip
    answer = upload(alice, PDF)
    assert answer.status_code == 429
    assert 1790 < int(answer["Retry-After"]) < 1803
    assert answer.json()["success"] is False
    assert upload(bob, PDF).status_code == 201

    message = send_message(alice.as_actor(door="test"), conversation_id=john.pk, text="Look")
    Attachment.objects.filter(pk=Attachment.objects.earliest("pk").pk).update(message=message)
    assert upload(alice, PDF).status_code == 201  # what was sent waits no more
