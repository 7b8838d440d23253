"""Pictures and files at the desk, without scripts: shown, attached, and refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.receiving import receive_message
from conversations.files.addresses import address_of
from conversations.models import Attachment, Conversation, Message, MessageState
from customers.models import Page
from handoff.accounts.models import User
from livechat.desk.words import size_of
from tests.cast import JOHN_ID, fresh
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts
from tests.files.contents import HTML, PDF, picture
from tests.files.test_dashboard import PHOTO


def page_of(browser: Client, john: Conversation) -> Any:
    return browser.get(f"/desk/conversations/{john.pk}/")


def reply(browser: Client, john: Conversation, content: bytes, name: str, **fields: str) -> Any:
    return browser.post(
        f"/desk/conversations/{john.pk}/reply/",
        {"file": SimpleUploadedFile(name, content), "client_id": "c-1", **fields},
    )


def show(page: Page, number: int = 0) -> None:
    receive_message(
        page, customer_id=JOHN_ID, text="", provider_id=f"m_{number}", sent_at=timezone.now(),
        files=(PHOTO,),
    )  # fmt: skip


def test_a_copy_is_shown_as_far_as_it_has_come(
    at_alices: Client, page: Page, john: Conversation
) -> None:
    show(page)
    copying = page_of(at_alices, john)
    assert text(copying, ".file") == "photo.jpg being copied from Facebook…"
    assert texts(copying, ".bubble") == []
    assert text(copying, "a", ".row").count("[Image]") == 1
    Attachment.objects.update(state="lost", reason="It is larger than 25 MB")
    assert text(page_of(at_alices, john), ".lost") == "photo.jpg lost: It is larger than 25 MB"
    Attachment.objects.update(state="stored", reason="", media_type="image/jpeg", size_bytes=7)
    url = address_of(Attachment.objects.get())
    html = page_of(at_alices, john).content.decode()
    assert f'href="{url}" target="_blank" rel="noopener"><img src="{url}"' in html
    assert 'alt="Picture photo.jpg"' in html


def test_a_file_is_sent_from_the_form(at_alices: Client, alice: User, john: Conversation) -> None:
    answer = reply(at_alices, john, PDF, "menu.pdf", text="Our menu")
    assert answer.status_code == 303
    first, second = Message.objects.order_by("seq")
    assert (first.text, second.text) == ("[File]", "Our menu")
    assert fresh(john).agent == alice
    shown = page_of(at_alices, john)
    assert text(shown, ".file") == f"menu.pdf {len(PDF)} bytes"
    assert texts(shown, ".bubble") == ["Our menu"]


def test_a_form_that_is_sent_twice_sends_once(at_alices: Client, john: Conversation) -> None:
    for _ in range(2):
        assert reply(at_alices, john, PDF, "menu.pdf").status_code == 303
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (HTML, 415, "This type of file is not supported"),
        (b"", 400, "The file is empty"),
        (picture()[:300], 415, "The picture is damaged"),
        (b"a" * 10_485_761, 413, "The file is larger than 10 MB"),
    ],
)
def test_a_refused_file_is_told_beside_the_composer_and_the_words_stay(
    content: bytes, status: int, sentence: str, at_alices: Client, john: Conversation
) -> None:
    answer = reply(at_alices, john, content, "menu.pdf", text="Our menu")
    assert answer.status_code == status
    assert text(answer, "#wrong").startswith(sentence)
    assert text(answer, "#reply") == "Our menu"
    assert not Message.objects.exists()
    assert fresh(john).owner == "nobody"


def test_a_superuser_sends_for_the_company_of_the_conversation(
    signed_in: SignedIn, root: User, john: Conversation
) -> None:
    assert reply(signed_in(root), john, PDF, "menu.pdf").status_code == 303
    assert Attachment.objects.get().company == john.company


def test_a_stranger_uploads_nothing_here(
    signed_in: SignedIn, charlie: User, john: Conversation
) -> None:
    assert reply(signed_in(charlie), john, PDF, "menu.pdf").status_code == 404
    assert not Attachment.objects.exists()


def test_what_was_not_sent_is_sent_again_with_its_file(
    at_alices: Client, john: Conversation
) -> None:
    reply(at_alices, john, PDF, "menu.pdf")
    failed = Message.objects.get()
    Message.objects.update(state=MessageState.FAILED, state_reason="No")
    for _ in range(2):
        again = at_alices.post(f"/desk/conversations/{john.pk}/reply/", {"again": str(failed.pk)})
        assert again.status_code == 303
    first, second = Message.objects.order_by("seq")
    assert (second.text, second.has_words) == ("[File]", False)
    assert second.attachments.get().key != first.attachments.get().key
    assert second.attachments.get().name == "menu.pdf"


def test_files_cost_one_query_however_many_there_are(
    at_alices: Client, page: Page, john: Conversation
) -> None:
    page_of(at_alices, john)  # notes who looks

    def queries() -> int:
        page_of(at_alices, john)  # notes that somebody looks, once in a while
        with CaptureQueriesContext(connection) as captured:
            page_of(at_alices, john)
        return len(captured)

    show(page)
    few = queries()
    for number in range(1, 10):
        show(page, number)
    assert queries() == few


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(1, "1 byte"), (999, "999 bytes"), (12_345, "12 KB"), (999_600, "1.0 MB"), (3.4e6, "3.4 MB")],
)  # fmt: skip
def test_sizes_are_said_as_people_say_them(size_bytes: int, words: str) -> None:
    assert size_of(size_bytes) == words
