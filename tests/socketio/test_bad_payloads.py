"""What is wrong is refused with an acknowledgement, changes nothing, and the socket lives
(contract document 4, by the word of issue 5)."""

from __future__ import annotations

import pytest

from customers.models import ParticipantSession
from handoff.accounts.models import User
from handoff.news.models import Event
from handoff.realtime import limits
from handoff.realtime.limits import Allowances
from livechat.actions.answering import accept_chat
from livechat.models import ChatSession
from tests.livechat.conftest import actor_of, begin, put_online
from tests.socketio.people import POLLING, WEBSOCKET, Open, enter

pytestmark = pytest.mark.django_db(transaction=True)

EVENTS = (
    "chat:start", "chat:accept", "chat:join", "chat:send_message", "chat:typing", "chat:end",
    "agent:update_status",
)  # fmt: skip
NO_OBJECTS: list[object] = [
    "text", "", 5, 0, True, [], [{"session_id": 1}], {"$bytes": "raw"}, None, {},
]  # fmt: skip
NO_IDS: list[object] = [
    None, "", "x", "1; DROP", 0, -1, 1.5, 10**18, 10**30, True, [1], {"id": 1}, "9" * 5000, "\0",
]  # fmt: skip


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = {"a": [value]}
    return value


NO_WORDS: list[dict[str, object]] = [
    {}, {"content": None}, {"content": ""}, {"content": " \n"},
    {"content": ["x"]}, {"content": {"text": "x"}}, {"content": 5}, {"content": "x" * 10_001},
    {"content": "\0" * 3}, {"type": "file"}, {"type": "image", "content": "x"},
    {"type": [], "content": "x"}, {"type": "file", "attachment_url": "/uploads/chat/none.png"},
    {"type": "file", "attachment_url": "http://evil.example/x.png"},
    {"type": "text", "content": "x", "attachment_url": "/uploads/chat/none.png"},
    {"content": "x", "client_id": "c" * 101}, {"content": "x", "client_id": {}},
    {"content": nested(60)},
]  # fmt: skip
NO_STARTS: list[dict[str, object]] = [
    {}, {"subject": None}, {"subject": ""}, {"subject": "x" * 201}, {"subject": ["x"]},
    {"subject": 5},
    {"subject": "x", "priority": "now"}, {"subject": "x", "priority": 5},
    {"subject": "x", "required_skills": "billing"}, {"subject": "x", "required_skills": [[]]},
    {"subject": "x", "required_skills": ["s"] * 21}, {"subject": "x", "metadata": "text"},
    {"subject": "x", "metadata": nested(20)}, {"subject": "x", "metadata": {"k": "v" * 9_000}},
    {"subject": "x", "client_id": "c" * 101}, {"subject": "\0"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_limits(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """So many at once are refused for another reason than the one that is asked for here."""
    for name in ("allowances", "whisper_allowances"):
        monkeypatch.setattr(limits, name, Unbounded())


class Unbounded(Allowances):
    def spend(self, actor: object) -> None:
        return


@pytest.fixture
def active(nora: ParticipantSession, alice: User) -> ChatSession:
    put_online(alice)
    return accept_chat(actor_of(alice), session_id=begin(nora).pk)


@pytest.mark.parametrize("transports", [POLLING, WEBSOCKET])
def test_some_150_bad_payloads_are_refused_and_the_socket_lives(
    open_client: Open, transports: list[str], active: ChatSession, nora: ParticipantSession,
    alice: User, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    customer = enter(open_client, nora, transports=transports)
    agent = enter(open_client, alice, transports=transports)
    agent.heard(0.1)
    before = Event.objects.count()
    bad: list[tuple[str, object]] = [
        *((event, payload) for event in EVENTS for payload in NO_OBJECTS),
        *((event, {"session_id": id, "content": "x"}) for event in EVENTS[1:6] for id in NO_IDS),
        *(("chat:send_message", {"session_id": active.pk, **words}) for words in NO_WORDS),
        *(("chat:start", fields) for fields in NO_STARTS),
        ("chat:typing", {"session_id": active.pk, "is_typing": "perhaps"}),
        ("chat:typing", {"session_id": active.pk, "is_typing": None}),
        ("chat:typing", {"session_id": active.pk, "is_typing": {"a": 1}}),
    ]
    for client in (customer, agent):
        for event, payload in bad:
            ack = client.call(event, payload)
            assert not ack["success"], (event, payload, ack)
            assert ack["error"], (event, payload, ack)
            assert ack["code"] not in ("internal", "unavailable"), (event, payload, ack)
    assert Event.objects.count() == before
    assert "Traceback" not in caplog.text
    for client in (customer, agent):
        client.silence(0.1)
    for client in (customer, agent):
        said = {"session_id": active.pk, "content": "Still here"}
        assert client.call("chat:send_message", said)["success"]


def test_foreign_sessions_are_not_found_and_the_wrong_side_is_told_so(
    open_client: Open, active: ChatSession, nora: ParticipantSession, vera: User, bob: User,
    charlie: User,
) -> None:  # fmt: skip
    about = {"session_id": active.pk, "content": "x"}
    for who in (vera, charlie):
        client = enter(open_client, who)
        for event in EVENTS[1:6]:
            ack = client.call(event, about)
            assert (ack["success"], ack["error"]) == (False, "Chat session not found"), event
    customer, colleague = enter(open_client, nora), enter(open_client, bob)
    assert customer.call("chat:accept", about)["code"] == "team_only"
    assert colleague.call("chat:start", {"subject": "x"})["code"] == "customers_only"
    assert colleague.call("chat:send_message", about)["code"] == "agents_chat"
    assert colleague.call("chat:end", about)["success"] is False
    assert colleague.call("chat:join", about)["success"] is True


def test_accepting_needs_the_status_the_skills_and_a_free_slot(
    open_client: Open, nora: ParticipantSession, alice: User
) -> None:
    session = begin(nora, "Bill", required_skills=["billing"])
    agent = enter(open_client, alice)
    about = {"session_id": session.pk}
    assert agent.call("chat:accept", about)["code"] == "not_online"
    assert agent.call("agent:update_status", {"status": "online"})["status"] == "online"
    assert agent.call("chat:accept", about)["code"] == "skills_missing"
    put_online(alice, slots=1, skills=("billing",))
    assert agent.call("chat:accept", about)["success"]
    assert agent.call("chat:accept", about)["success"]  # his already
    second = begin(nora, "Another")
    assert agent.call("chat:accept", {"session_id": second.pk})["code"] == "no_free_slot"


def test_a_closed_session_takes_nothing_more(
    open_client: Open, active: ChatSession, nora: ParticipantSession, alice: User
) -> None:
    customer, agent = enter(open_client, nora), enter(open_client, alice)
    about = {"session_id": active.pk, "content": "x"}
    assert agent.call("chat:end", about)["success"]
    for client, events in (
        (customer, ["chat:send_message", "chat:typing"]),
        (agent, ["chat:send_message", "chat:typing", "chat:accept"]),
    ):
        for event in events:
            assert client.call(event, about)["error"] == "Chat session is closed", event
        assert client.call("chat:end", about)["session"]["status"] == "closed"  # as it is
