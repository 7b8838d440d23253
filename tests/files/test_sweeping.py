"""What nobody names is removed after a day; what is said stays."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.attaching import attach_upload
from conversations.actions.sending import send_message
from conversations.files.errors import FileNotFound
from conversations.files.sweeping import sweep_rowless, sweep_unsaid
from conversations.models import Attachment, Conversation
from handoff.accounts.models import User
from tests.files.conftest import Upload
from tests.files.contents import PDF

TWO_DAYS = timedelta(days=2)


@pytest.fixture
def url(upload: Upload, alice: User) -> str:
    return str(upload(alice, PDF, "a.pdf").json()["file"]["url"])


def path_of(attachment: Attachment) -> Path:
    return Path(default_storage.path(f"uploads/chat/{attachment.key[:2]}/{attachment.key}"))


def grow_old(attachment: Attachment) -> None:
    long_ago = time.time() - TWO_DAYS.total_seconds()
    os.utime(path_of(attachment), (long_ago, long_ago))
    Attachment.objects.update(created_at=timezone.now() - TWO_DAYS)


def test_an_upload_that_was_never_sent_goes_after_a_day(url: str) -> None:
    attachment = Attachment.objects.get()
    assert sweep_unsaid() == 0
    assert path_of(attachment).exists()
    grow_old(attachment)
    assert sweep_unsaid() == 1
    assert not Attachment.objects.exists()
    assert not path_of(attachment).exists()


def test_what_was_sent_stays(url: str, alice: User, john: Conversation) -> None:
    send_message(alice.as_actor(door="test"), conversation_id=john.pk, attachment_url=url)
    attachment = Attachment.objects.get()
    grow_old(attachment)
    assert sweep_unsaid() == 0
    assert sweep_rowless(attachment.key[:2]) == 0
    assert path_of(attachment).exists()


def test_a_file_without_a_row_goes(url: str) -> None:
    attachment = Attachment.objects.get()
    Attachment.objects.all().delete()
    assert sweep_rowless(attachment.key[:2]) == 0  # young: its row may be on its way
    grow_old(attachment)
    assert sweep_rowless(attachment.key[:2]) == 1
    assert not path_of(attachment).exists()
    assert sweep_rowless("zz") == 0


def test_what_another_worker_has_swept_meanwhile_is_no_fault(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = Attachment.objects.get()
    grow_old(attachment)
    Attachment.objects.all().delete()
    names = default_storage.listdir(f"uploads/chat/{attachment.key[:2]}")
    path_of(attachment).unlink()
    monkeypatch.setattr(FileSystemStorage, "listdir", lambda *_: names)
    assert sweep_rowless(attachment.key[:2]) == 0


def test_what_is_said_at_the_same_moment_stays(url: str) -> None:
    """The deletion itself asks whether it was said: nobody can say it between look and deed."""
    grow_old(Attachment.objects.get())
    with CaptureQueriesContext(connection) as captured:
        sweep_unsaid()
    (deletion,) = [query["sql"] for query in captured if query["sql"].startswith("DELETE")]
    assert '"message_id" IS NULL' in deletion


def test_of_two_messages_that_name_one_upload_one_gets_it(
    url: str, alice: User, john: Conversation
) -> None:
    upload = Attachment.objects.get()
    actor = alice.as_actor(door="test")
    first = send_message(actor, conversation_id=john.pk, attachment_url=url)
    second = send_message(actor, conversation_id=john.pk, text="Hello")
    with pytest.raises(FileNotFound):
        attach_upload(second, upload)  # as it was read before the first was sent
    upload.refresh_from_db()
    assert upload.message == first
