"""What is said in a chat (contract document 4, "Step 4", "File Sharing"; README, "Rules")."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conversations.actions.adding import Words, add_message
from conversations.models import Attachment, Author, Conversation, Message
from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from handoff.news.emitting import action
from livechat.models import ChatSession
from tests.asking import Person, client_of
from tests.cast import make_visitor, news_types
from tests.files.contents import PDF
from tests.livechat.conftest import Call
from tests.livechat.test_answering import refusal


@pytest.fixture
def active(call: Call, online: None, waiting: ChatSession, alice: User) -> ChatSession:
    """Alice has it."""
    call(alice, "post", f"{waiting.pk}/accept")
    return waiting


def uploaded(who: Person) -> Any:
    file = SimpleUploadedFile("bill.pdf", PDF)
    return client_of(who).post("/api/chat-upload/upload", {"file": file})


def test_both_sides_speak(
    call: Call, active: ChatSession, alice: User, nora: ParticipantSession
) -> None:
    asked = call(nora, "post", f"{active.pk}/messages", type="text", content="Hello agent!")
    answered = call(
        alice, "post", f"{active.pk}/messages", type="text", content=" Hi ", client_id="a-1"
    )
    assert (asked.status_code, answered.status_code) == (201, 201)
    assert (asked.json()["success"], set(asked.json())) == (True, {"success", "message"})
    shape = dict(answered.json()["message"])
    assert shape.pop("created_at").endswith("Z")
    assert shape == {
        "id": Message.objects.latest("pk").pk, "session_id": active.pk, "type": "text",
        "content": " Hi ", "attachment_url": None, "sender_id": alice.pk, "sender_type": "agent",
        "sender_name": "Alice Adams", "client_id": "a-1",
    }  # fmt: skip
    rows = call(nora, "get", f"{active.pk}/messages")
    assert rows.json() == [asked.json()["message"], answered.json()["message"]]
    assert rows["X-Total-Count"] == "2"
    assert call(alice, "get", f"{active.pk}/messages").json() == rows.json()


def test_the_customer_may_write_while_it_waits_and_agents_may_not(
    call: Call, online: None, waiting: ChatSession, alice: User, amira: User,
    nora: ParticipantSession,
) -> None:  # fmt: skip
    assert call(nora, "post", f"{waiting.pk}/messages", content="Hello?").status_code == 201
    for who in (alice, amira):
        assert refusal(call(who, "post", f"{waiting.pk}/messages", content="Hi")) == (
            403, "Accept the chat before you write in it",
        )  # fmt: skip
    assert Message.objects.count() == 1
    assert Conversation.objects.get().owner == "nobody"


def test_of_the_team_only_its_agent_writes(
    call: Call, active: ChatSession, bob: User, amira: User
) -> None:
    for who in (bob, amira):
        answer = call(who, "post", f"{active.pk}/messages", content="Hi")
        assert refusal(answer) == (403, "Only the agent who has this chat can write in it")


def test_all_of_the_team_read_and_no_other_customer(
    call: Call, active: ChatSession, bob: User, hotel: Company
) -> None:
    assert call(bob, "get", f"{active.pk}/messages").status_code == 200
    other = make_visitor(hotel, "Otto Other")
    assert refusal(call(other, "get", f"{active.pk}/messages"))[0] == 404


def test_said_twice_with_the_same_client_id_it_is_said_once(
    call: Call, active: ChatSession, alice: User, nora: ParticipantSession
) -> None:
    for who, key in ((alice, "a-1"), (nora, "n-1")):
        address = f"/api/live-chat/{active.pk}/messages"
        first = client_of(who).post(
            address, {"content": "Hi"}, format="json", HTTP_IDEMPOTENCY_KEY=key
        )
        before = news_types()
        again = call(who, "post", f"{active.pk}/messages", content="Again", client_id=key)
        assert (again.status_code, again.json()) == (201, first.json())
        assert news_types() == before


@pytest.mark.parametrize("key", [{}, [], False, ["n-1"]])
def test_what_is_no_client_id_is_refused_and_not_passed_over(
    call: Call, active: ChatSession, nora: ParticipantSession, key: object
) -> None:
    answer = call(nora, "post", f"{active.pk}/messages", content="Hi", client_id=key)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["client_id"])
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["nora", "alice", "vera"])
def test_an_upload_of_ones_own_is_sent_once(
    call: Call, online: None, who: str, alice: User, request: pytest.FixtureRequest
) -> None:
    from tests.livechat.conftest import begin

    sender: Any = request.getfixturevalue(who)
    customer = sender if who != "alice" else request.getfixturevalue("nora")
    session = begin(customer)
    call(alice, "post", f"{session.pk}/accept")
    url = uploaded(sender).json()["file"]["url"]

    said = call(sender, "post", f"{session.pk}/messages", type="file", attachment_url=url)

    assert said.status_code == 201, said.content
    message = said.json()["message"]
    assert (message["type"], message["content"], message["attachment_url"]) == ("file", "", url)
    again = call(sender, "post", f"{session.pk}/messages", type="file", attachment_url=url)
    assert refusal(again) == (404, "File not found")


def test_a_file_may_have_words(call: Call, active: ChatSession, nora: ParticipantSession) -> None:
    url = uploaded(nora).json()["file"]["url"]
    data = {"type": "file", "attachment_url": url, "content": "My bill"}
    message = call(nora, "post", f"{active.pk}/messages", **data).json()["message"]
    assert (message["type"], message["content"]) == ("file", "My bill")


def test_nobody_sends_what_another_has_uploaded(
    call: Call, active: ChatSession, alice: User, nora: ParticipantSession, hotel: Company
) -> None:
    of_alice = uploaded(alice).json()["file"]["url"]
    of_other = uploaded(make_visitor(hotel, "Otto Other")).json()["file"]["url"]
    of_nora = uploaded(nora).json()["file"]["url"]
    for who, url in (
        (nora, of_alice), (nora, of_other), (alice, of_nora), (nora, "https://evil.example/x.png"),
    ):  # fmt: skip
        answer = call(who, "post", f"{active.pk}/messages", type="file", attachment_url=url)
        assert refusal(answer) == (404, "File not found")
    assert not Message.objects.exists()


def test_a_visitor_who_never_sends_has_to_wait(
    nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conversations.actions.attaching.MOST_WAITING", 2)
    assert [uploaded(nora).status_code for _ in range(3)] == [201, 201, 429]
    kept = Attachment.objects.all()
    assert [(file.visitor_id, file.uploader_id) for file in kept] == [(nora.visitor_id, None)] * 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Content is required"),
        ({"type": "text", "content": " \n"}, "Content is required"),
        ({"type": "text", "content": {"a": 1}}, "Content must be text"),
        ({"type": "file"}, "Attachment URL is required"),
        ({"type": "file", "content": "x"}, "Attachment URL is required"),
        ({"type": "text", "content": "x", "attachment_url": "/x"}, "no attachment_url"),
        ({"type": "html", "content": "x"}, "Type must be text or file"),
        ({"content": "x" * 10_001}, "10000 characters"),
        ({"content": "a\0b"}, "Null characters are not allowed."),
        ({"content": "x", "client_id": "y" * 101}, "100 characters"),
    ],
)  # fmt: skip
def test_refuses_what_is_wrong(
    call: Call, waiting: ChatSession, nora: ParticipantSession, data: dict[str, Any], sentence: str
) -> None:
    answer = call(nora, "post", f"{waiting.pk}/messages", **data)
    status, error = refusal(answer)
    assert status == 400
    assert sentence in error
    assert not Message.objects.exists()


def test_reading_on_after_a_message(
    call: Call, waiting: ChatSession, nora: ParticipantSession
) -> None:
    said = [
        call(nora, "post", f"{waiting.pk}/messages", content=str(number)).json()["message"]["id"]
        for number in range(5)
    ]

    def ids(**query: Any) -> list[int]:
        answer = call(nora, "get", f"{waiting.pk}/messages", **query)
        assert answer["X-Total-Count"] == "5"
        return [row["id"] for row in answer.json()]

    assert ids() == ids(after=0) == ids(after="", limit="") == ids(limit=10**9) == said
    assert ids(limit=2) == said[:2]
    assert ids(after=said[1]) == said[2:]
    assert ids(after=said[1], limit=2) == said[2:4]
    assert ids(after=10**30) == []
    for query in ({"limit": 0}, {"limit": "x"}, {"after": "-1"}, {"after": "x"}):
        assert refusal(call(nora, "get", f"{waiting.pk}/messages", **query))[0] == 400


def test_at_most_a_thousand(
    call: Call, waiting: ChatSession, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livechat.lists.MOST_MESSAGES", 3)
    for number in range(5):
        call(nora, "post", f"{waiting.pk}/messages", content=str(number))
    for query in ({}, {"limit": 4}):
        answer = call(nora, "get", f"{waiting.pk}/messages", **query)
        assert [row["content"] for row in answer.json()] == ["0", "1", "2"]


def test_notes_are_never_shown(
    call: Call, active: ChatSession, alice: User, nora: ParticipantSession
) -> None:
    @action
    def note() -> None:
        words = Words(
            author=Author.NOTE, text="canary", at=active.created_at, agent_id=alice.pk,
            agent_name="Alice",
        )  # fmt: skip
        add_message(ChatSession.objects.with_people().get(pk=active.pk).conversation, words)

    note()
    for who in (nora, alice):
        assert call(who, "get", f"{active.pk}/messages", include="notes").json() == []
