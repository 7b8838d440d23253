"""The whole way over real HTTP and a real WebSocket, against the product's own processes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.system.installation import PAGE_ID, Installation, Phone, eventually


class Listener:
    """Somebody at the dashboard's WebSocket, with everything they have heard."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []

    def call(self, **request: Any) -> dict[str, Any]:
        """Send a request and return its reply, found by `request_id`."""
        self.socket.send(json.dumps({**request, "request_id": "r"}))
        while True:
            frame: dict[str, Any] = json.loads(self.socket.recv(timeout=20))
            if frame.get("request_id") == "r":
                return frame
            self.heard.append(frame)

    def hears(self, *types: str, about: str) -> None:
        """Wait until all of these frames about a customer have come."""
        missing = set(types)
        ends = time.monotonic() + 20
        while missing:
            for frame in self.heard:
                if about in json.dumps(frame):
                    missing.discard(frame["type"])
            if missing:
                assert time.monotonic() < ends, f"{missing} did not come"
                self.heard.append(json.loads(self.socket.recv(timeout=20)))

    def has_heard_nothing(self, about: str) -> bool:
        """Nothing about this customer has come, and nothing comes for a second."""
        try:
            while True:
                self.heard.append(json.loads(self.socket.recv(timeout=1)))
        except TimeoutError:
            return not any(about in json.dumps(frame) for frame in self.heard)


@contextmanager
def listening(installation: Installation, name: str) -> Iterator[Listener]:
    with connect(
        f"{installation.socket_base}/api/dashboard/ws",
        additional_headers={"Authorization": f"Bearer {installation.token(name)}"},
        proxy=None,
    ) as socket:
        listener = Listener(socket)
        connected = json.loads(socket.recv(timeout=20))
        assert connected["type"] == "connected"
        assert isinstance(connected["cursor"], int)
        yield listener


@pytest.fixture(scope="module")
def customer(installation: Installation) -> Phone:
    return installation.new_customer("Emma Stone")


def test_from_the_bot_to_a_person_and_back(installation: Installation, customer: Phone) -> None:
    chat = f"customers/{customer.customer_id}"
    with listening(installation, "bob") as bob, listening(installation, "charlie") as charlie:
        customer.write("What time is breakfast?")
        customer.waits_for("from 6:30 to 10:30")
        bob.hears("new_message", about=customer.customer_id)

        said = len(customer.bubbles())
        customer.write("I want to speak to a human")
        bob.hears("agent_requested", "customer_stop_status_changed", about=customer.customer_id)
        waiting = bob.call(type="get_stopped_customers", data={"page_id": PAGE_ID})["data"]
        row = next(
            row for row in waiting["customers"] if row["customer_id"] == customer.customer_id
        )
        assert (row["stop"], row["is_assigned"]) == (True, False)

        taken = installation.call("alice", "put", f"{chat}/agent", agent_name="Alice")
        assert taken.json()["message"] == "Agent assigned successfully"
        bob.hears("agent_status_changed", "agent_assignment_changed", about=customer.customer_id)
        refused = bob.call(
            type="assign_agent", data={"customer_id": customer.customer_id, "page_id": PAGE_ID}
        )
        assert refused["error"] == "Customer is already assigned to alice@demo.test"

        sent = installation.call(
            "alice", "post", f"{chat}/message", message="Hello Emma, Alice here."
        )
        assert sent.json()["message"] == "Message sent successfully"
        customer.waits_for("Alice here")
        assert customer.bubbles()[said:] == ["Hello Emma, Alice here."], "silence in between"

        refusal = installation.call("bob", "post", f"{chat}/message", message="Me too")
        assert refusal.status_code == 403
        assert refusal.json()["error"] == (
            "Customer is already assigned to alice@demo.test. "
            "Only the assigned agent can send messages."
        )

        released = installation.call("alice", "delete", f"{chat}/agent", resume_bot=True)
        assert released.json()["customer"]["stop"] is False
        customer.write("Is there parking?")
        customer.waits_for("garage under the hotel")
        assert "Me too" not in customer.bubbles()
        assert charlie.has_heard_nothing(about=customer.customer_id)


def test_the_same_over_the_websocket(installation: Installation) -> None:
    customer = installation.new_customer("Mai Nguyen")
    names = {"customer_id": customer.customer_id, "page_id": PAGE_ID}
    with listening(installation, "alice") as alice, listening(installation, "bob") as bob:
        customer.write("Hello")
        customer.waits_for("Ask me about")
        early = alice.call(type="assign_agent", **names)
        assert early["error"] == "Customer has not requested human assistance"

        customer.write("agent please")
        alice.hears("agent_requested", about=customer.customer_id)
        sent = alice.call(type="send_message", data={**names, "message": "Good evening!"})
        assert (sent["type"], sent["message"]) == ("message_sent", "Good evening!")
        customer.waits_for("Good evening!")

        refusal = bob.call(type="send_message", **names, message="Me too")
        assert "already assigned to alice@demo.test" in refusal["error"]
        not_his = bob.call(type="unassign_agent", **names)
        assert not_his["error"] == "You are not assigned to this customer"
        released = alice.call(type="unassign_agent", **names, resume_bot=True)
        assert released["data"]["customer"]["stop"] is False


def test_every_message_ends_sent_and_shown_to_whom_it_concerns(
    installation: Installation, customer: Phone
) -> None:
    def states() -> set[str]:
        rows = installation.call(
            "alice", "get", f"messages/conversation/{customer.customer_id}"
        ).json()["conversation"]
        return {row["state"] for row in rows if row["type"] == "bot"}

    eventually(lambda: states() <= {"sent", "delivered", "read"})
