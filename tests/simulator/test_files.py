"""Pictures and files on simulated phones, both ways, over real HTTP."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from conversations.connectors.messenger.simulator import views
from conversations.connectors.messenger.simulator.models import PhoneFile, PhoneMessage
from conversations.connectors.messenger.simulator.posting import wait_for_posts
from conversations.models import Attachment, Conversation, Message
from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from tests.cast import PAGE_ID
from tests.files.contents import HTML, PDF, picture
from tests.messenger.sending import states
from tests.messenger.test_sending_files import send, uploaded
from tests.simulator.test_graph import GOOD, ask, error_of
from tests.simulator.test_phone import PHONE, Browser, browser, csrf_of

__all__ = ["browser"]


def show(browser: Browser, content: bytes, name: str, text: str = "") -> requests.Response:
    return browser.session.post(
        browser.server + PHONE,
        {"text": text, "csrfmiddlewaretoken": csrf_of(browser, PHONE)},
        files={"file": (name, content)},
        headers={"Accept": "application/json"},
        timeout=10,
    )


def upload(server: str, **fields: str) -> requests.Response:
    return requests.post(
        f"{server}/simulator/graph/v23.0/{PAGE_ID}/message_attachments",
        {"message": '{"attachment": {"type": "image", "payload": {}}}', **fields},
        files={"filedata": ("a.png", picture("PNG"))},
        headers={"Authorization": "Bearer simulator-token"},
        timeout=10,
    )


def test_a_customer_shows_a_picture(browser: Browser, john: Conversation) -> None:
    answer = show(browser, picture(), "dog.jpg", "My dog").json()
    assert [bubble["text"] for bubble in answer["messages"]] == ["", "My dog"]
    assert answer["messages"][0]["fault"] == ""
    assert list(Message.objects.order_by("seq").values_list("text", flat=True)) == [
        "[Image]", "My dog",
    ]  # fmt: skip
    work_off()
    attachment = Attachment.objects.get()
    assert (attachment.state, attachment.name, attachment.kind) == ("stored", "dog.jpg", "image")
    page = browser.open(PHONE).text
    url = answer["messages"][0]["file"]["url"]
    assert f'<img src="{url}" alt="dog.jpg"' in page
    assert browser.open(url).content == picture()


def test_an_agents_file_comes_to_the_phone(
    browser: Browser, john: Conversation, alice: User
) -> None:
    message = send(alice, john, uploaded(alice, PDF, "menu.pdf"))
    work_off()
    assert wait_for_posts()
    assert states(message)[0] == "delivered"
    assert Message.objects.count() == 1
    (bubble,) = browser.open(f"{PHONE}messages?after=0").json()["messages"]
    assert (bubble["text"], bubble["file"]["name"], bubble["file"]["kind"]) == (
        "", "menu.pdf", "file",
    )  # fmt: skip
    assert browser.open(bubble["file"]["url"]).content == PDF


def test_a_page_that_a_customer_sends_runs_nowhere(browser: Browser, john: Conversation) -> None:
    url = show(browser, HTML, "evil.html").json()["messages"][0]["file"]["url"]
    served = browser.open(url)
    assert served.headers["Content-Disposition"] == "attachment"
    assert served.headers["Content-Type"] == "application/octet-stream"


def test_too_large_a_file_is_refused_in_words(
    browser: Browser, john: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_BYTES", 10)
    answer = show(browser, picture(), "dog.jpg")
    assert (answer.status_code, answer.json()) == (
        400, {"error": "Messenger takes files of up to 25 MB."},
    )  # fmt: skip
    assert not PhoneMessage.objects.exists()


def test_the_graph_wants_the_pages_token(server: str, john: Conversation) -> None:
    good = upload(server)
    assert good.json() == {"attachment_id": str(PhoneFile.objects.get().pk)}
    assert error_of(upload(server, appsecret_proof="wrong"))[:2] == (400, 100)
    assert error_of(upload(server, message="[]"))[:2] == (400, 100)


@pytest.mark.parametrize(
    "message",
    [
        {"attachment": {"type": "image", "payload": {"attachment_id": "999999"}}},
        {"attachment": {"type": "file", "payload": {"attachment_id": "KNOWN"}}},
        {"attachment": {"type": "image", "payload": {"attachment_id": "KNOWN"}}, "text": "both"},
        {"attachment": "x"},
    ],
)
def test_the_graph_refuses_what_messenger_refuses(
    message: dict[str, Any], server: str, john: Conversation
) -> None:
    known = upload(server).json()["attachment_id"]
    payload = message["attachment"]["payload"] if message["attachment"] != "x" else {}
    if payload.get("attachment_id") == "KNOWN":
        payload["attachment_id"] = known
    assert error_of(ask(server, {**GOOD, "message": message}))[:2] == (400, 100)
    assert not PhoneMessage.objects.exists()
