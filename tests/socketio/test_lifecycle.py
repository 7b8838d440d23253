"""Contract document 4, "Complete Chat Lifecycle", its ten steps in their order, over REST and the
npm client, on a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_django import Settings

from customers.models import ParticipantSession
from handoff.accounts.models import Company, User
from livechat.models import TicketCategory
from tests.files.contents import picture
from tests.socketio.people import POLLING, WEBSOCKET, Open, Person, enter, token_of

pytestmark = pytest.mark.django_db(transaction=True)


class Rest:
    """One person's REST requests to the server."""

    def __init__(self, port: int, who: Person) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.headers = {"Authorization": f"Bearer {token_of(who)}"}

    def ask(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        answer = requests.request(
            method, self.address + path, headers=self.headers, timeout=10, **options
        )
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.mark.parametrize("transports", [POLLING, WEBSOCKET, [*POLLING, *WEBSOCKET]])
def test_the_complete_chat_lifecycle(
    open_client: Open, port: int, transports: list[str], settings: Settings, tmp_path: Path,
    hotel: Company, nora: ParticipantSession, alice: User, bob: User, charlie: User,
) -> None:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    category = TicketCategory.objects.create(company=hotel, name="Stay")
    customer, agent, colleague, stranger = (
        enter(open_client, who, transports=transports) for who in (nora, alice, bob, charlie)
    )
    customer_rest, agent_rest = Rest(port, nora), Rest(port, alice)

    # 1. The agent sets the status to online.
    body: dict[str, Any] = {"availability_status": "online"}
    mine = agent_rest.ask("put", "/api/agent-availability/my-status", json=body)
    assert (mine["status"], mine["current_chats"]) == ("online", 0)
    assert colleague.hears("agent:status_changed")["agent_id"] == alice.pk

    # 2. The customer starts a chat: pending until somebody accepts.
    body = {"subject": "Need help", "priority": "medium"}
    started = customer_rest.ask("post", "/api/live-chat/start", 201, json=body)
    about = {"session_id": started["session"]["id"]}
    assert started["session"]["status"] == "pending"
    assert agent.hears("chat:new_session")["session"] == started["session"]

    # 3. The agent views pending chats.
    pending = agent_rest.ask("get", "/api/live-chat/agent/sessions?status=pending")
    assert [row["id"] for row in pending] == [about["session_id"]]

    # 4. The agent accepts the chat.
    accepted = agent.call("chat:accept", about)
    assert (accepted["success"], accepted["session"]["status"]) == (True, "active")
    for client in (customer, agent):
        assert client.hears("chat:session_assigned")["agent"]["id"] == alice.pk

    # 5 and 6. Both send messages, and both hear them.
    for client, words in (
        (customer, "Hello agent!"), (agent, "Hello customer! How can I help?"),
    ):  # fmt: skip
        sent = client.call("chat:send_message", {**about, "type": "text", "content": words})
        for hearer in (customer, agent):
            heard = hearer.hears("chat:new_message")
            assert heard == {**sent["message"], "cursor": heard["cursor"]}

    # 7. The agent uses a canned response.
    body = {"title": "Greeting", "content": "Hello {{customer_name}}!", "is_shared": True}
    made = agent_rest.ask("post", "/api/canned-responses", 201, json=body)
    made = made.get("response", made)
    body = {"variables": {"customer_name": "John"}}
    filled = agent_rest.ask("post", f"/api/canned-responses/{made['id']}/use", json=body)
    assert (filled["content"], filled["variables_replaced"]) == ("Hello John!", True)
    agent.call("chat:send_message", {**about, "content": filled["content"]})
    assert customer.hears("chat:new_message")["content"] == "Hello John!"

    # 8. The customer uploads a file and sends it.
    files = {"file": ("view.png", picture("PNG"), "image/png")}
    file = customer_rest.ask("post", "/api/chat-upload/upload", 201, files=files)["file"]
    shown = {"type": "file", "attachment_url": file["url"]}
    sent = customer.call("chat:send_message", {**about, **shown})
    agent.hears("chat:new_message")
    heard = agent.hears("chat:new_message")
    assert (heard["type"], heard["attachment_url"]) == ("file", sent["message"]["attachment_url"])
    address = heard["attachment_url"]
    seen = requests.get(address if "://" in address else agent_rest.address + address, timeout=10)
    assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/png")

    # 9. The agent views the customer's context.
    place = f"/api/live-chat/{about['session_id']}"
    context = agent_rest.ask("get", f"{place}/customer-context")
    assert context["customer"]["name"] == "Nora Novak"

    # 10. The agent converts the chat to a ticket; the chat stays open.
    body = {"category_id": category.pk, "priority": "high"}
    ticket = agent_rest.ask("post", f"{place}/convert-to-ticket", 201, json=body)["ticket"]
    assert (ticket["subject"], ticket["priority"]) == ("Need help", "high")

    # What was heard is what is stored; then the chat ends.
    stored = customer_rest.ask("get", f"{place}/messages")
    assert [row["content"] for row in stored][:3] == [
        "Hello agent!", "Hello customer! How can I help?", "Hello John!",
    ]  # fmt: skip
    assert stored[3] == {name: value for name, value in heard.items() if name != "cursor"}
    assert customer.call("chat:end", about)["session"]["status"] == "closed"
    for client in (customer, agent):
        assert client.hears("chat:ended")["ended_by"]["kind"] == "customer"
    stranger.silence(0.05)
