"""The contract's README, "Values"."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import pytest

from conversations.models import Conversation, Message
from customers.models import Page
from handoff.accounts.models import User
from handoff.settings import BASE_DIR
from tests.cast import JOHN_ID, PAGE_ID, PASSWORD
from tests.contract.doors import JOHN, error_of, heard, johns_message, shapes_of, take
from tests.contract.shapes import ERROR, TIME, WS_ERROR, assert_fits
from tests.dashboard.conftest import Call
from tests.realtime.server import Socket

pytestmark = pytest.mark.django_db(transaction=True)

STOPPED = "get_stopped_customers"


def test_one_user_is_a_text_in_documents_1_to_3_and_a_number_where_they_sign_in(
    port: int, john: Conversation, alice: User, on_john: Call, client: Any
) -> None:
    taken = on_john(alice, "put", "agent").json()
    assert taken["customer"]["agent_id"] == str(alice.pk)
    sent = on_john(alice, "post", "message", message="Hello").json()
    assert sent["data"]["agent_id"] == str(alice.pk)
    with Socket(port, alice) as socket:
        assert socket.first["user_id"] == str(alice.pk)
    login = {"email": alice.email, "password": PASSWORD}
    body = client.post("/api/auth/login", login, content_type="application/json").json()
    assert body["user"]["id"] == alice.pk
    assert body["user"]["company"]["id"] == alice.company_id


def test_times_are_iso_in_objects_and_seconds_in_envelopes(
    port: int, john: Conversation, alice: User
) -> None:
    with Socket(port, alice) as socket:
        johns_message(john)
        (frame,) = heard(socket, "new_message")
        listed = socket.call({"type": STOPPED})
    for seconds in (frame["data"]["timestamp"], listed["timestamp"]):
        assert type(seconds) is int
        assert abs(seconds - time.time()) < 10
    (row,) = listed["data"]["customers"]
    for name in ("last_seen", "first_seen", "stopped_at", "created_at", "updated_at"):
        assert_fits(row[name], TIME)


def test_a_message_object_has_its_time_in_iso(
    john: Conversation, alice: User, on_john: Call
) -> None:
    sent = on_john(alice, "post", "message", message="Hello").json()["data"]
    assert_fits(sent["timestamp"], TIME)


def test_errors_are_one_sentence_with_details_where_fields_are_at_fault(
    john: Conversation, alice: User, on_john: Call
) -> None:
    faulty = on_john(alice, "put", "stop", stop="perhaps").json()
    assert_fits(faulty, {"error": str, "details": {"stop": [str]}})
    missing = on_john(alice, "put", "agent", page_id="1").json()
    assert missing == {"error": "Page not found or access denied"}


def test_a_websocket_error_has_no_data(port: int, john: Conversation, alice: User) -> None:
    with Socket(port, alice) as socket:
        assert_fits(socket.call({"type": "nonsense"}), WS_ERROR)
        reply = socket.call({"type": "assign_agent", "request_id": "r-1"})
    assert_fits(reply, {**WS_ERROR, "details": dict, "request_id": "r-1"})


@pytest.mark.parametrize(
    "path", ["dashboard/customers", f"dashboard/messages/conversation/{JOHN_ID}", "events"]
)
@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5"])
def test_a_limit_that_is_no_positive_integer_is_a_400(
    john: Conversation, alice: User, call: Call, path: str, limit: str
) -> None:
    client = call(alice, "get", "customers").client
    answer = client.get(f"/api/{path}", {"page_id": PAGE_ID, "limit": limit})
    assert error_of(answer) == (400, "limit must be a positive integer")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", 0), ("limit", -1), ("limit", "ten"), ("limit", 1.5), ("limit", True),
        ("limit", []), ("skip", -1), ("skip", "ten"), ("skip", 0.5), ("skip", {}),
    ],
)  # fmt: skip
def test_on_the_websocket_it_is_an_error(port: int, alice: User, field: str, value: object) -> None:
    with Socket(port, alice) as socket:
        for frame in shapes_of(STOPPED, **{field: value}):
            assert_fits(socket.call(frame), {**WS_ERROR, "details": {field: [str]}})


@pytest.mark.parametrize("skip", [0, 1, 2**31 + 1, 10**30, "7"])
def test_skip_may_be_any_number_that_is_not_negative(
    port: int, john: Conversation, alice: User, skip: int | str
) -> None:
    with Socket(port, alice) as socket:
        reply = socket.call({"type": STOPPED, "data": {"skip": skip}})
    assert len(reply["data"]["customers"]) == (1 if skip == 0 else 0)
    assert reply["data"]["total"] == 1


MARKUP = ' <b>Hello</b>\n\r\n\t& "quotes" \\n 😀 \u202e ende '


@pytest.mark.parametrize("text", [MARKUP, "x" * 2000, "é" * 2000])
def test_text_is_stored_and_sent_unchanged_through_both_doors(
    port: int, john: Conversation, alice: User, call: Call, on_john: Call, text: str
) -> None:
    assert on_john(alice, "post", "message", message=text).json()["data"]["message"] == text
    with Socket(port, alice) as socket:
        assert socket.call({"type": "send_message", **JOHN, "message": text})["message"] == text
        assert heard(socket, "new_message")[0]["data"]["message"] == text
    rows = call(alice, "get", f"messages/chat/{JOHN_ID}", page_id=PAGE_ID).json()
    assert [row["message"] for row in rows] == [text, text]


def test_customers_may_write_ten_thousand_characters(
    john: Conversation, alice: User, call: Call
) -> None:
    text = ("<b>\n" * 2500)[:10_000]
    johns_message(john, text)
    rows = call(alice, "get", f"messages/chat/{JOHN_ID}", page_id=PAGE_ID).json()
    assert [row["message"] for row in rows] == [text]
    assert (
        call(alice, "get", f"customers/{JOHN_ID}", page_id=PAGE_ID).json()["customer"][
            "last_message"
        ]
        == text
    )


@pytest.mark.parametrize(
    ("text", "status", "error"),
    [
        ("", 400, "Message is required"),
        (None, 400, "Message is required"),
        ("x" * 10_001, 400, "Message is longer than 10000 characters"),
        ("x" * 2001, 422, "Messenger allows 2,000 characters; this message has 2,001"),
        ("x" * 10_000, 422, "Messenger allows 2,000 characters; this message has 10,000"),
    ],
)
def test_what_is_refused_is_not_stored_and_assigns_nobody(
    port: int, john: Conversation, alice: User, on_john: Call,
    text: str | None, status: int, error: str,
) -> None:  # fmt: skip
    assert error_of(on_john(alice, "post", "message", message=text)) == (status, error)
    with Socket(port, alice) as socket:
        for frame in shapes_of("send_message", **JOHN, message=text):
            assert_fits(socket.call(frame), {**WS_ERROR, "error": error})
    john.refresh_from_db()
    assert (john.agent, Message.objects.count()) == (None, 0)


SLASHED: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "dashboard/customers", {}),
    ("get", f"dashboard/customers/{JOHN_ID}", {}),
    ("put", f"dashboard/customers/{JOHN_ID}/agent", {}),
    ("delete", f"dashboard/customers/{JOHN_ID}/agent", {}),
    ("put", f"dashboard/customers/{JOHN_ID}/stop", {"stop": True}),
    ("post", f"dashboard/customers/{JOHN_ID}/message", {"message": "Hello", "client_id": "c"}),
    ("get", f"dashboard/customers/{JOHN_ID}/history", {}),
    ("get", f"dashboard/messages/conversation/{JOHN_ID}", {}),
    ("get", f"dashboard/messages/chat/{JOHN_ID}", {}),
    ("get", "events", {}),
    ("get", "auth/me", {}),
]


@pytest.mark.parametrize(("method", "path", "data"), SLASHED)
def test_every_address_works_with_and_without_a_slash_and_no_redirect(
    john: Conversation, alice: User, call: Call, method: str, path: str, data: dict[str, Any]
) -> None:
    take(john, alice)
    client = call(alice, "get", "customers").client
    fields = {"page_id": PAGE_ID, **data}
    for slash in ("", "/"):
        send = getattr(client, method)
        kind = {} if method == "get" else {"format": "json"}
        assert send(f"/api/{path}{slash}", fields, **kind).status_code == 200


def test_documents_1_to_3_answer_200_also_where_something_is_made(
    john: Conversation, alice: User, on_john: Call
) -> None:
    assert on_john(alice, "post", "message", message="Hello").status_code == 200


@pytest.mark.parametrize(("setting", "port"), [(None, "8000"), ("8123", "8123")])
def test_the_default_port_is_8000_and_port_changes_it(setting: str | None, port: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PORT"}
    environment |= {"DEBUG": "true", "PYTHON_DOTENV_DISABLED": "true"}
    environment |= {"PORT": setting} if setting else {}
    code = "import handoff.settings as s; print(s.PORT)"
    printed = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=BASE_DIR, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    assert printed.stdout.strip() == port


def test_an_unknown_address_is_a_404_in_json(page: Page, alice: User, call: Call) -> None:
    answer = call(alice, "get", "nothing/here")
    assert answer.status_code == 404
    assert_fits(answer.json(), ERROR)
