"""Files on the dashboard's doors: sending one, and reading what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.actions.receiving import receive_message
from conversations.bots import faq, webhook
from conversations.bots.base import Answer
from conversations.bots.faq import DOES_NOT_KNOW
from conversations.bots.turns import turn_of
from conversations.files.incoming import Incoming
from conversations.models import (
    Attachment,
    AttachmentKind,
    Bot,
    Conversation,
    FaqEntry,
    Message,
)
from customers.models import Page
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.outbox.models import Delivery
from handoff.realtime.dialects.dashboard.options import Dashboard
from handoff.realtime.dialects.dashboard.requests import message_sent
from tests.cast import JOHN_ID, PAGE_ID, fresh
from tests.dashboard.conftest import Call, call, on_john
from tests.files.conftest import Upload
from tests.files.contents import PDF, picture

__all__ = ["call", "on_john"]

PHOTO = Incoming(kind=AttachmentKind.IMAGE, url="https://cdn.example/photo.jpg", name="photo.jpg")


@pytest.fixture
def url(upload: Upload, alice: User) -> str:
    return str(upload(alice, picture("PNG"), "photo.png").json()["file"]["url"])


def show(page: Page, number: int = 0, *, text: str = "") -> None:
    """John shows two pictures."""
    receive_message(
        page, customer_id=JOHN_ID, text=text, provider_id=f"m_{number}",
        sent_at=timezone.now(), files=(PHOTO, PHOTO),
    )  # fmt: skip


def test_rest_sends_a_file_without_words(
    url: str, john: Conversation, alice: User, on_john: Call
) -> None:
    answer = on_john(alice, "post", "message", attachment_url=url)
    assert answer.status_code == 200
    message = answer.json()["data"]
    stored = Attachment.objects.get()
    assert message["message"] == "[Image]"
    assert message["attachments"] == [
        {
            "id": str(stored.pk), "kind": "image", "name": "photo.png", "url": url,
            "media_type": "image/png", "size": stored.size_bytes, "state": "stored",
        }
    ]  # fmt: skip
    assert fresh(john).agent == alice


@pytest.mark.parametrize("words", [None, "", "  "])
def test_empty_words_beside_a_file_are_none(
    words: str | None, url: str, john: Conversation, alice: User, on_john: Call
) -> None:
    assert on_john(alice, "post", "message", attachment_url=url, message=words).status_code == 200
    assert Message.objects.get().text == "[Image]"


def test_a_repeated_client_id_answers_the_first_and_sends_once(
    url: str, john: Conversation, alice: User, on_john: Call
) -> None:
    fields = {"attachment_url": url, "message": "Your room", "client_id": "c-1"}
    first = on_john(alice, "post", "message", **fields).json()["data"]
    assert on_john(alice, "post", "message", **fields).json()["data"]["id"] == first["id"]
    assert first["client_id"] == "c-1"
    texts = list(Message.objects.order_by("seq").values_list("text", flat=True))
    assert texts == ["[Image]", "Your room"]


@pytest.mark.parametrize("prefix", ["bot-turn-", "words-of-", "again-"])
def test_nobody_may_use_up_the_id_that_the_words_behind_a_file_get(
    prefix: str, url: str, john: Conversation, alice: User, on_john: Call
) -> None:
    first = on_john(alice, "post", "message", message="Hello").json()["data"]
    taken = f"{prefix}{int(first['id']) + 2}"
    refusal = on_john(alice, "post", "message", message="Mine", client_id=taken)
    assert refusal.status_code == 400
    assert refusal.json()["error"] == f"client_id must not begin with {prefix}"
    on_john(alice, "post", "message", message="Mine", client_id=f"x{taken}")

    answer = on_john(alice, "post", "message", attachment_url=url, message="Your room")
    assert answer.status_code == 200, answer.json()


def test_what_is_not_ones_own_upload_is_not_found(
    url: str, john: Conversation, alice: User, bob: User, on_john: Call
) -> None:
    for user, address in ((bob, url), (alice, "/uploads/chat/x.png"), (alice, f"x{url}")):
        answer = on_john(user, "post", "message", attachment_url=address)
        assert (answer.status_code, answer.json()) == (404, {"error": "File not found"})
    assert not Message.objects.exists()
    assert fresh(john).owner == "nobody"


def test_neither_words_nor_a_file_is_a_400(john: Conversation, alice: User, on_john: Call) -> None:
    answer = on_john(alice, "post", "message", attachment_url="")
    assert (answer.status_code, answer.json()["error"]) == (400, "Message is required")


def test_another_company_sees_nothing(
    url: str, john: Conversation, charlie: User, on_john: Call, upload: Upload
) -> None:
    strange = upload(charlie, PDF, "a.pdf").json()["file"]["url"]
    assert on_john(charlie, "post", "message", attachment_url=strange).status_code == 404
    assert Attachment.objects.visible_to(charlie.as_actor(door="test")).count() == 1
    assert not Message.objects.exists()


def test_lists_show_files_with_as_many_queries_as_without(
    page: Page, john: Conversation, alice: User, call: Call
) -> None:
    def read() -> tuple[list[Any], int]:
        with CaptureQueriesContext(connection) as captured:
            rows = call(alice, "get", f"messages/chat/{JOHN_ID}", page_id=PAGE_ID).json()
        return rows, len(captured)

    show(page)
    rows, few = read()
    assert [file["state"] for file in rows[0]["attachments"]] == ["copying", "copying"]
    for number in range(1, 10):
        show(page, number)
    rows, many = read()
    assert len(rows) == 10
    assert all(len(row["attachments"]) == 2 for row in rows)
    assert rows[0]["message"] == "[2 images]"
    assert many == few


def test_a_message_without_files_has_no_such_key(
    page: Page, john: Conversation, alice: User, on_john: Call
) -> None:
    assert "attachments" not in on_john(alice, "post", "message", message="Hi").json()["data"]


def test_frames_carry_files(page: Page, john: Conversation) -> None:
    show(page, text="Look")
    frames = Dashboard().frames(Event.objects.get(type="message_added"))
    assert frames[0]["type"] == "new_message"
    assert [file["name"] for file in frames[0]["data"]["attachments"]] == ["photo.jpg"] * 2


def test_the_sockets_reply_names_the_file() -> None:
    message = {"id": "1", "message": "[Image]", "timestamp": "2026-11-21T09:30:00.000Z"}
    customer = {"customer_id": "2", "page_id": "3"}
    frame = message_sent(
        {"message": {**message, "attachments": [{"id": "4"}]}, "customer": customer}
    )
    assert frame["attachments"] == [{"id": "4"}]
    assert "attachments" not in message_sent({"message": message, "customer": customer})


def test_the_embedded_bot_says_that_it_does_not_know_a_picture(
    bot: Bot, page: Page, john: Conversation
) -> None:
    FaqEntry.objects.create(company=page.company, question="2 images", answer="No!")
    show(page)
    delivery = Delivery.objects.get(kind="bot.turn")
    turn = turn_of(delivery, Message.objects.get(), bot)
    assert turn.text == "[2 images]"
    assert faq.reply(turn) == Answer(text=DOES_NOT_KNOW)


def test_a_picture_asks_for_nobody_but_the_words_beside_it_may(
    bot: Bot, page: Page, john: Conversation
) -> None:
    show(page)
    assert fresh(john).owner == "bot"
    show(page, 1, text="I want to speak to a human")
    assert fresh(john).owner == "nobody"


def test_a_bot_elsewhere_is_told_of_files(page: Page, bot: Bot, john: Conversation) -> None:
    show(page, text="Look")
    file = Attachment.objects.first()
    assert file is not None
    Attachment.objects.filter(pk=file.pk).update(
        state="stored", media_type="image/jpeg", size_bytes=7
    )
    turn = turn_of(Delivery.objects.get(kind="bot.turn"), Message.objects.get(), bot)
    first, second = webhook.handoff_body(turn)["attachments"]
    assert first["url"] == f"http://127.0.0.1:8000/uploads/chat/{file.key}.jpg"
    assert (second["state"], "url" in second) == ("copying", False)
