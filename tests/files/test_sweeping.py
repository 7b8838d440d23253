"""What nobody names is removed after a day; what is said stays."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from conversations.actions.messages import send_message
from conversations.files.sweeping import sweep_folder, sweep_unsaid
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
    assert sweep_folder(attachment.key[:2]) == 0
    assert path_of(attachment).exists()


def test_a_file_without_a_row_goes(url: str) -> None:
    attachment = Attachment.objects.get()
    Attachment.objects.all().delete()
    assert sweep_folder(attachment.key[:2]) == 0  # young: its row may be on its way
    grow_old(attachment)
    assert sweep_folder(attachment.key[:2]) == 1
    assert not path_of(attachment).exists()
    assert sweep_folder("zz") == 0
