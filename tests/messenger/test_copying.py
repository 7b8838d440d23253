"""Files that customers send: stored as a message at once, copied beside it, told to everybody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from conversations.actions.copies import mark_stored
from conversations.connectors.messenger import copying
from conversations.files.storing import Kept
from conversations.models import Attachment, AttachmentKind, Bot, Conversation, Message
from conversations.serializers import message_data
from customers.models import Page
from handoff.news.emitting import action
from handoff.news.models import Event
from handoff.outbox.actions import replay
from handoff.outbox.delivering import recover_lost, work_off
from handoff.outbox.models import Delivery
from tests.answering import Answering, cut, half, reply
from tests.cast import fresh
from tests.files.contents import HTML, bomb, photo_with_place, picture
from tests.messenger.door import Door, echo_to_john, from_john, text_from_john
from tests.messenger.fake_graph import FakeGraph
from tests.outbox.test_killed_worker import database_url

Show = Callable[..., Message]


@pytest.fixture
def cdn(facebook: FakeGraph, settings: Settings) -> FakeGraph:
    """Where Facebook keeps files; it stands in for the simulator, whose address may be private."""
    settings.SIMULATOR = True
    facebook.files["/photo.jpg"] = reply(200, photo_with_place())
    return facebook


def shown(url: str, kind: str = "image", **more: Any) -> dict[str, Any]:
    return {"type": kind, "payload": {"url": url}, **more}


def message_with(*attachments: Any, mid: str = "m_1", **more: Any) -> dict[str, Any]:
    return from_john(message={"mid": mid, "attachments": list(attachments), **more})


@pytest.fixture
def show(door: Door, cdn: FakeGraph, john: Conversation) -> Show:
    """John shows a file that Facebook answers so."""

    def send(answering: Answering | None = None, path: str = "/photo.jpg", **more: Any) -> Message:
        if answering is not None:
            cdn.files[path] = answering
        door.tell(message_with(shown(f"{cdn.url}{path}", **more)))
        return Message.objects.get()

    return send


def one() -> Attachment:
    return Attachment.objects.get()


def test_a_picture_is_a_message_at_once_and_a_file_a_little_later(
    show: Show, john: Conversation
) -> None:
    message = show()
    assert (message.text, message.has_words, message.attachment_count) == ("[Image]", False, 1)
    assert (one().state, one().name) == ("copying", "photo.jpg")
    customer = fresh(john).customer
    assert customer is not None
    assert (customer.message_count, customer.last_message) == (1, "[Image]")
    assert work_off() == 1
    assert (one().state, one().media_type, one().kind) == ("stored", "image/jpeg", "image")
    with default_storage.open(f"uploads/chat/{one().key[:2]}/{one().key}") as file:
        stored = file.read()
    assert len(stored) == one().size_bytes
    assert b"Exif" not in stored


def test_everybody_hears_of_the_message_and_of_its_copy(show: Show) -> None:
    show()
    work_off()
    added, changed = Event.objects.exclude(type="stop_changed").order_by("seq")
    assert (added.type, changed.type) == ("message_added", "message_state_changed")
    assert added.payload["message"]["message"] == "[Image]"
    (before,) = added.payload["message"]["attachments"]
    (after,) = changed.payload["message"]["attachments"]
    assert (before["state"], before["size"]) == ("copying", 0)
    assert "url" not in before
    assert (after["state"], after["kind"], after["size"]) == ("stored", "image", one().size_bytes)
    assert Client().head(after["url"]).status_code == 200
    assert before["id"] == after["id"]


def test_listening_equals_reloading(show: Show) -> None:
    """Who replaced a message by each one that was told has what a fresh look shows."""
    show()
    work_off()
    told = {
        event.payload["message"]["id"]: event.payload["message"]
        for event in Event.objects.filter(type__startswith="message").order_by("seq")
    }
    message = Message.objects.select_related("conversation__customer__page").get()
    assert told == {str(message.pk): message_data(message)}


@pytest.mark.django_db(transaction=True)
def test_of_two_files_that_are_stored_at_once_neither_is_told_as_missing(
    door: Door, cdn: FakeGraph, john: Conversation
) -> None:
    door.tell(message_with(*(shown(f"{cdn.url}/{name}.jpg") for name in "ab")))
    first, second = Attachment.objects.order_by("position")
    kept = Kept(name="a.jpg", media_type="image/jpeg", size_bytes=9, kind=AttachmentKind.IMAGE)
    has_told, is_over = threading.Event(), threading.Event()

    def store_second() -> None:
        has_told.wait(10)
        try:
            mark_stored(second.pk, kept)
        finally:
            is_over.set()
            connection.close()

    @action
    def store_first_and_linger() -> None:
        mark_stored(first.pk, kept)
        has_told.set()
        is_over.wait(0.5)

    thread = threading.Thread(target=store_second)
    thread.start()
    store_first_and_linger()
    thread.join(10)
    newest = Event.objects.filter(type__startswith="message").latest("seq")
    told = [file["state"] for file in newest.payload["message"]["attachments"]]
    assert told == ["stored", "stored"]


def test_words_and_files_are_one_message(door: Door, cdn: FakeGraph, john: Conversation) -> None:
    two = [shown(f"{cdn.url}/photo.jpg"), shown(f"{cdn.url}/menu.pdf", "file")]
    door.tell(message_with(*two, text="Is this yours?"))
    message = Message.objects.get()
    assert (message.text, message.has_words) == ("Is this yours?", True)
    assert [file.name for file in message.attachments.all()] == ["photo.jpg", "menu.pdf"]


def test_a_webhook_delivered_twice_is_stored_and_copied_once(
    door: Door, cdn: FakeGraph, john: Conversation
) -> None:
    item = message_with(shown(f"{cdn.url}/photo.jpg"))
    door.tell(item, item)
    door.tell(item)
    assert (Message.objects.count(), Attachment.objects.count()) == (1, 1)
    assert work_off() == 1


def test_no_message_waits_for_a_file(door: Door, cdn: FakeGraph, john: Conversation) -> None:
    door.tell(message_with(shown(f"{cdn.url}/photo.jpg")), text_from_john("Hello?", mid="m_2"))
    first, second = Message.objects.order_by("seq")
    assert (first.text, second.text) == ("[Image]", "Hello?")
    lanes = set(Delivery.objects.filter(kind="messenger.copy").values_list("lane", flat=True))
    assert lanes == {f"copy:{one().pk}"}


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (reply(404), "Facebook does not have it any more (HTTP 404)"),
        (reply(302, Location="http://127.0.0.1/"), "leads elsewhere, which is not followed"),
        (reply(200, b""), "It is empty"),
        (reply(200, bomb()), "The picture has too many pixels to be opened safely"),
        (reply(200, picture()[:200]), "The picture is damaged"),
    ],
)
def test_what_cannot_be_had_is_lost_and_says_why(
    answering: Answering, why: str, show: Show
) -> None:
    show(answering)
    work_off()
    assert one().state == "lost"
    assert why in one().reason
    last = Event.objects.latest("seq")
    (file,) = last.payload["message"]["attachments"]
    assert (file["state"], file["reason"]) == ("lost", one().reason)
    assert "url" not in file


def test_too_large_a_file_is_not_read_to_its_end(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MOST_BYTES", 1000)
    show(reply(200, b"a" * 1001))
    work_off()
    assert (one().state, one().reason) == ("lost", "It is larger than 25 MB")


@pytest.mark.parametrize("answering", [cut, half, reply(503)])
def test_what_may_pass_is_tried_again(answering: Answering, show: Show, cdn: FakeGraph) -> None:
    show(answering)
    work_off()
    assert one().state == "copying"
    cdn.files["/photo.jpg"] = reply(200, photo_with_place())
    Delivery.objects.update(next_try_at=timezone.now())
    work_off()
    assert one().state == "stored"


def test_given_up_after_half_an_hour(show: Show) -> None:
    show(reply(503))
    Delivery.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    work_off()
    assert one().state == "lost"
    assert one().reason.startswith("Given up after 30 minutes")


def test_an_admin_can_have_it_tried_again(show: Show, cdn: FakeGraph, amira: Any) -> None:
    show(reply(404))
    work_off()
    cdn.files["/photo.jpg"] = reply(200, photo_with_place())
    replay(amira.as_actor(door="test"), delivery_id=Delivery.objects.get().pk)
    assert (one().state, one().reason) == ("copying", "")
    work_off()
    assert one().state == "stored"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/photo.jpg",
        "http://localhost:1/photo.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:1/photo.jpg",
        "http://10.0.0.1/photo.jpg",
    ],
)
def test_nothing_in_our_own_network_is_asked(
    url: str, door: Door, cdn: FakeGraph, john: Conversation
) -> None:
    door.tell(message_with(shown(url)))
    work_off()
    assert (one().state, one().reason) == (
        "lost",
        "The address leads into a private network, which is not allowed here",
    )


def test_the_simulators_address_counts_only_while_it_plays_facebook(
    show: Show, cdn: FakeGraph, settings: Settings
) -> None:
    show()
    settings.SIMULATOR = False
    work_off()
    assert one().state == "lost"
    assert cdn.fetched == []


def test_what_is_no_picture_is_only_ever_saved_to_disk(show: Show) -> None:
    show(reply(200, HTML), "/evil.html")
    work_off()
    assert (one().media_type, one().kind) == ("application/octet-stream", "file")
    url = f"/uploads/chat/{one().key}.bin"
    answer = Client().get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("attachment", "text"),
    [
        (
            {"type": "location", "title": "John's location",
             "payload": {"coordinates": {"lat": 48.858, "long": 2.294}}},
            "[Location] John's location https://www.openstreetmap.org/?mlat=48.858&mlon=2.294",
        ),
        (
            {"type": "fallback", "title": "Hotel ABC", "url": "https://hotel.example/"},
            "[Link] Hotel ABC https://hotel.example/",
        ),
        (
            {"type": "template", "payload": {"template_type": "generic",
                                             "elements": [{"title": "Room 12"}]}},
            "[Card] Room 12",
        ),
        ({"type": "image", "payload": {"sticker_id": 369239263222822, "url": "https://x.example"}},
         "👍"),
        ({"type": "story_mention", "payload": {"url": "https://x.example/a"}},
         "[Story mention] https://x.example/a"),
        ({"type": "image", "payload": {}}, "[Image, which Messenger did not pass on]"),
        ({"type": "fallback", "url": "javascript:alert(1)"}, "[Link]"),
        ({"type": 7}, "[Attachment]"),
    ],
)  # fmt: skip
def test_what_is_no_file_is_kept_as_words(
    attachment: dict[str, Any], text: str, door: Door, john: Conversation
) -> None:
    door.tell(message_with(attachment))
    message = Message.objects.get()
    assert (message.text, message.has_words) == (text, True)
    assert not Attachment.objects.exists()


IMAGE_WITHOUT_ADDRESS = "[Image, which Messenger did not pass on]"


@pytest.mark.parametrize("attachments", ["x", [1], {"type": "image"}, [["image"]]])
def test_what_messenger_never_sends_is_kept_as_a_word(
    attachments: Any, door: Door, john: Conversation
) -> None:
    answer: Any = door.tell(from_john(message={"mid": "m_1", "attachments": attachments}))
    assert answer.json() == {"received": 1, "refused": 0, "skipped": 0}
    assert Message.objects.get().text in ("[Attachment]", IMAGE_WITHOUT_ADDRESS)


def test_more_than_thirty_are_counted_and_not_copied(
    door: Door, cdn: FakeGraph, john: Conversation
) -> None:
    door.tell(message_with(*[shown(f"{cdn.url}/photo.jpg")] * 33))
    assert Attachment.objects.count() == 30
    assert Message.objects.get().text == "[3 more, which only Facebook's inbox shows]"


def test_a_picture_from_facebooks_own_inbox_is_an_outside_reply(
    door: Door, cdn: FakeGraph, bot: Bot, john: Conversation
) -> None:
    echo = echo_to_john("", attachments=[shown(f"{cdn.url}/photo.jpg")])
    del echo["message"]["text"]
    door.tell(echo)
    door.tell(echo)
    message = Message.objects.get()
    assert (message.author, message.text, message.agent) == ("agent", "[Image]", None)
    assert fresh(john).owner == "nobody"
    work_off()
    assert one().state == "stored"


def test_files_of_a_message_that_is_gone_are_not_fetched(show: Show, cdn: FakeGraph) -> None:
    show()
    Attachment.objects.all().delete()
    work_off()
    assert Delivery.objects.get().state == "cancelled"
    assert cdn.fetched == []


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_no_file(
    door: Door, facebook: FakeGraph, page: Page, settings: Settings
) -> None:
    facebook.files["/photo.jpg"] = facebook.never
    door.tell(message_with(shown(f"{facebook.url}/photo.jpg")))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "handoff.settings",
        "DATABASE_URL": database_url(),
        "MESSENGER_GRAPH_URL": f"{facebook.url}/simulator/graph",
        "MEDIA_ROOT": settings.MEDIA_ROOT,
    }
    worker = subprocess.Popen([sys.executable, "manage.py", "run_worker"], env=environment)
    ends_at = time.monotonic() + 20
    while not facebook.fetched and time.monotonic() < ends_at:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    assert facebook.fetched == ["/photo.jpg"]
    assert one().state == "copying"
    connection.close()
    Delivery.objects.filter(kind="messenger.copy").update(
        leased_until=timezone.now() - timedelta(seconds=1)
    )
    facebook.files["/photo.jpg"] = reply(200, photo_with_place())
    settings.SIMULATOR = True
    settings.MESSENGER_GRAPH_URL = f"{facebook.url}/simulator/graph"
    assert recover_lost() == 1
    work_off()
    assert one().state == "stored"
