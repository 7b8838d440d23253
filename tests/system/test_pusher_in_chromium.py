"""Unmodified pusher-js in a real browser, on a running installation: a guest hears who answers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.socketio.client import FOLDER, require_node
from tests.system.installation import Installation
from tests.system.test_in_chromium import browser, open_window
from tests.system.test_in_chromium import pytestmark as needs_chromium

__all__ = ["browser"]

pytestmark = needs_chromium

PUSHER_JS = FOLDER / "node_modules" / "pusher-js" / "dist" / "web" / "pusher.js"
CONNECT = """([host, port, token]) => {
  window.heard = [];
  window.pusher = new Pusher("handoff-key", {
    cluster: "", wsHost: host, wsPort: port, forceTLS: false, enabledTransports: ["ws"],
    channelAuthorization: {
      endpoint: "/pusher/auth", headers: { Authorization: `Bearer ${token}` },
    },
  });
}"""
LISTEN = """(channel) => pusher.subscribe(channel)
  .bind_global((event, data) => heard.push([event.replace("pusher:", ""), data]))"""


@pytest.fixture
def guest(installation: Installation, browser: Browser) -> dict[str, Any]:
    require_node("pusher-js")
    entered = installation.web.post(
        f"{installation.base}/chat/hotel-abc/rooms/107/session/",
        json={"pin": "4711", "name": "Greta Guest"},
        timeout=20,
    )
    assert entered.status_code == 201, entered.text
    return dict(entered.json())


def hears(page: Page, event: str) -> Any:
    """Wait for an event; what came with it."""
    heard = page.wait_for_function("(event) => heard.find(([name]) => name === event)", arg=event)
    return heard.json_value()[1]


def test_a_guests_browser_hears_who_answers_and_what_is_said(
    installation: Installation, browser: Browser, guest: dict[str, Any]
) -> None:
    context = open_window(browser, installation, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in/")
    page.add_script_tag(path=PUSHER_JS)
    page.evaluate(CONNECT, ["127.0.0.1", int(installation.base.rpartition(":")[2]), guest["token"]])
    stay, others = guest["conversation_id"], guest["conversation_id"] + 1
    page.evaluate(LISTEN, f"private-hotel-abc-conversation-{others}")
    assert hears(page, "subscription_error")["status"] == 403
    page.evaluate("heard.length = 0")
    for channel in ("hotel-abc-room-107-chat", f"private-hotel-abc-conversation-{stay}"):
        page.evaluate(LISTEN, channel)
    page.wait_for_function("heard.length === 2")

    answer = installation.web.post(
        f"{installation.base}/chat/hotel-abc/conversations/{stay}/messages/send/",
        json={"message": "Good evening"},
        headers={"Authorization": f"Bearer {installation.token('alice')}"},
        timeout=20,
    )

    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert hears(page, "staff-assigned") == {
        "staff_name": "Alice Adams",
        "staff_role": said["staff_role_name"],
        "conversation_id": stay,
    }
    assert hears(page, "new-message") == said
    context.close()
