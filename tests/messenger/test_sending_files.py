"""Agents send files: an upload, then a message that names it, each known from its metadata."""

from __future__ import annotations

import re
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from conversations.actions.attaching import upload_again, upload_file
from conversations.actions.sending import send_message
from conversations.connectors.messenger.delivering import deliver
from conversations.errors import CannotSend
from conversations.files.addresses import address_of
from conversations.files.errors import FileNotFound
from conversations.files.storing import remove
from conversations.models import Attachment, Conversation, Message
from customers.models import Page
from handoff.accounts.models import Company, User
from handoff.errors import NotFound
from handoff.outbox.delivering import work_off
from handoff.outbox.models import Delivery
from tests.answering import cut, half, reply
from tests.cast import fresh
from tests.files.contents import PDF, picture
from tests.messenger.door import Door, echo_to_john
from tests.messenger.fake_graph import FakeGraph, error
from tests.messenger.sending import delivery_of, states

BROUGHT = reply(200, {"attachment_id": "1857777774821032"})


def uploaded(user: User, content: bytes = b"", name: str = "photo.png") -> str:
    """The address of a file that this person has uploaded."""
    file = SimpleUploadedFile(name, content or picture("PNG"))
    return address_of(upload_file(user.as_actor(door="test"), file=file))


def send(user: User, conversation: Conversation, url: str, **more: Any) -> Message:
    actor = user.as_actor(door="test")
    return send_message(actor, conversation_id=conversation.pk, attachment_url=url, **more)


def test_the_file_goes_first_then_the_message_that_shows_it(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [BROUGHT, reply(200, {"message_id": "m_1"})]
    message = send(alice, john, uploaded(alice))
    assert (message.text, message.has_words, message.state) == ("[Image]", False, "pending")
    assert work_off() == 1
    assert states(message) == ("sent", "sent", "")
    assert message.provider_id == "m_1"
    brought, sent = facebook.asked
    assert brought.path == "/v23.0/461998383671026/message_attachments"
    assert brought.headers["Authorization"] == "Bearer simulator-token"
    assert brought.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'{"attachment":{"type":"image","payload":{"is_reusable":true}}}' in brought.raw
    assert b'name="filedata"; filename="photo.png"\r\nContent-Type: image/png' in brought.raw
    assert re.search(rb'name="appsecret_proof"\r\n\r\n[0-9a-f]{64}\r\n', brought.raw)
    assert b"\x89PNG" in brought.raw
    assert sent.path == "/v23.0/461998383671026/messages"
    assert sent.body["message"] == {
        "attachment": {"type": "image", "payload": {"attachment_id": "1857777774821032"}},
        "metadata": str(delivery_of(message).pk),
    }
    assert sent.body["messaging_type"] == "RESPONSE"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(PDF, "a.pdf", "file"), (picture("WEBP"), "a.webp", "file"), (picture("GIF"), "a", "image")],
)
def test_messenger_is_told_how_to_show_it(
    content: bytes, name: str, kind: str, facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [BROUGHT, reply(200, {"message_id": "m_1"})]
    send(alice, john, uploaded(alice, content, name))
    work_off()
    assert facebook.asked[1].body["message"]["attachment"]["type"] == kind


def test_words_follow_as_a_message_of_their_own(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [BROUGHT, *(reply(200, {"message_id": mid}) for mid in ("m_1", "m_2"))]
    url = uploaded(alice)
    first = send(alice, john, url, text="Your room", client_id="c1")
    assert send(alice, john, url, text="Your room", client_id="c1") == first
    both = list(Message.objects.order_by("seq"))
    assert [(row.text, row.attachment_count) for row in both] == [("[Image]", 1), ("Your room", 0)]
    work_off()
    assert [asked.body.get("message", {}).get("text") for asked in facebook.asked] == [
        None, None, "Your room",
    ]  # fmt: skip
    assert Message.objects.filter(state="sent").count() == 2


def test_an_upload_without_an_answer_is_done_again_and_the_message_is_sent_once(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [cut, BROUGHT, reply(200, {"message_id": "m_1"})]
    message = send(alice, john, uploaded(alice))
    work_off()
    state, delivery, reason = states(message)
    assert (state, delivery) == ("pending", "due")
    assert reason.startswith("Messenger did not take the file")
    Delivery.objects.update(next_try_at=timezone.now())
    work_off()
    assert states(message) == ("sent", "sent", "")
    assert [asked.path.rpartition("/")[2] for asked in facebook.asked] == [
        "message_attachments", "message_attachments", "messages",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "answering",
    [reply(200, b"?"), reply(200, {}), reply(502), error(400, 613), error(500, 2), half],
)
def test_an_upload_without_a_clear_answer_is_done_again(
    answering: Any, facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [answering]
    message = send(alice, john, uploaded(alice))
    work_off()
    assert states(message)[:2] == ("pending", "due")
    assert len(facebook.asked) == 1


def test_a_message_without_an_answer_is_uncertain_and_never_repeated(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [BROUGHT, cut]
    message = send(alice, john, uploaded(alice))
    work_off()
    assert states(message) == ("uncertain", "uncertain", "Messenger did not answer")
    Delivery.objects.update(next_try_at=timezone.now())
    assert work_off() == 0
    assert len(facebook.asked) == 2


def test_a_file_that_is_there_is_not_brought_twice(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [BROUGHT, error(500, 2), reply(200, {"message_id": "m_1"})]
    message = send(alice, john, uploaded(alice))
    work_off()
    Delivery.objects.update(next_try_at=timezone.now())
    work_off()
    assert states(message) == ("sent", "sent", "")
    paths = [asked.path.rpartition("/")[2] for asked in facebook.asked]
    assert paths == ["message_attachments", "messages", "messages"]


def test_an_echo_without_words_settles_what_had_no_answer(
    facebook: FakeGraph, john: Conversation, alice: User, door: Door
) -> None:
    facebook.answers = [BROUGHT, cut]
    message = send(alice, john, uploaded(alice))
    work_off()
    echo = echo_to_john("", metadata=str(delivery_of(message).pk))
    echo["message"]["attachments"] = [
        {"type": "image", "payload": {"url": "https://cdn.example/a"}}
    ]
    del echo["message"]["text"]
    door.tell(echo)
    assert states(message) == ("sent", "sent", "")
    assert Message.objects.count() == 1
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (error(400, 190), "The page's connection to Facebook has ended"),
        (error(400, 100), "Messenger refused it: Facebook's own words (code 100)"),
    ],
)
def test_a_refused_file_is_shown_in_words(
    answering: Any, why: str, facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [answering]
    message = send(alice, john, uploaded(alice))
    work_off()
    assert states(message)[:2] == ("failed", "failed")
    assert why in states(message)[2]


def test_a_token_that_is_refused_with_the_file_marks_the_page(
    facebook: FakeGraph, john: Conversation, alice: User, page: Page
) -> None:
    facebook.answers = [error(401, 190, 463)]
    send(alice, john, uploaded(alice))
    work_off()
    page.refresh_from_db()
    assert page.token_died_at
    assert page.token_died_reason == "The token has expired."


@pytest.mark.django_db(transaction=True)
def test_what_an_echo_has_proved_during_the_upload_is_not_sent_again(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    message = send(alice, john, uploaded(alice))

    def prove(handler: BaseHTTPRequestHandler) -> None:
        Message.objects.update(state="sent")
        connection.close()
        BROUGHT(handler)

    facebook.answers = [prove]
    deliver(delivery_of(message))
    assert [asked.path.rpartition("/")[2] for asked in facebook.asked] == ["message_attachments"]


def test_a_file_that_is_gone_is_not_sent(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    message = send(alice, john, uploaded(alice))
    remove(Attachment.objects.get().key)
    work_off()
    assert states(message) == ("failed", "failed", "The file is not there any more")
    assert facebook.asked == []


def test_an_upload_is_sent_once(john: Conversation, alice: User) -> None:
    url = uploaded(alice)
    send(alice, john, url)
    with pytest.raises(FileNotFound):
        send(alice, john, url)
    assert Message.objects.count() == 1


def test_only_ones_own_upload_is_sent(
    john: Conversation, alice: User, bob: User, charlie: User
) -> None:
    mine, strangers = uploaded(alice), uploaded(charlie)
    for sender, url in (
        (bob, mine), (alice, strangers), (charlie, mine), (alice, "/uploads/chat/x.png"),
        (alice, f"https://evil.example{mine}"), (alice, mine.replace("/uploads", "")),
    ):  # fmt: skip
        with pytest.raises(NotFound, match="not found"):
            send(sender, john, url)
    assert not Message.objects.exists()
    assert fresh(john).owner == "nobody"


def test_an_upload_for_another_company_is_not_sent(
    john: Conversation, alice: User, globex: Company
) -> None:
    url = uploaded(alice)
    Attachment.objects.update(company=globex)
    with pytest.raises(FileNotFound):
        send(alice, john, url)
    assert not Message.objects.exists()


def test_too_large_for_messenger_is_refused_and_nothing_stored(
    john: Conversation, alice: User
) -> None:
    url = uploaded(alice)
    Attachment.objects.update(size_bytes=25 * 1024 * 1024 + 1)
    with pytest.raises(CannotSend, match="up to 25 MB"):
        send(alice, john, url)
    assert not Message.objects.exists()
    assert Attachment.objects.get().message is None


def test_what_did_not_arrive_can_be_sent_again(
    facebook: FakeGraph, john: Conversation, alice: User
) -> None:
    facebook.answers = [error(400, 100), BROUGHT, reply(200, {"message_id": "m_1"})]
    failed = send(alice, john, uploaded(alice))
    work_off()
    again = upload_again(alice.as_actor(door="test"), failed)
    assert again is not None
    message = send(alice, john, address_of(again))
    work_off()
    assert states(message)[0] == "sent"
    assert facebook.asked[0].raw.count(b"\x89PNG") == facebook.asked[1].raw.count(b"\x89PNG") == 1
