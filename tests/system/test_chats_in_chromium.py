"""A website chat at the desk by hand and eye: two agents in a real browser, live and without
scripts."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.system.installation import Installation
from tests.system.test_in_chromium import browser, open_window, pytestmark, sign_in

__all__ = ["browser", "pytestmark"]


class Customer:
    """A customer of the website, by REST."""

    def __init__(self, installation: Installation, name: str) -> None:
        self.installation = installation
        known = {"widget_key": "hotel-abc", "name": name}
        self.token = str(self.ask("visitor", **known)["token"])
        self.chat = 0

    def ask(self, path: str, **data: Any) -> dict[str, Any]:
        token = getattr(self, "token", "")
        answer = self.installation.web.post(
            f"{self.installation.base}/api/live-chat/{path}",
            json=data,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=20,
        )
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    def start(self, subject: str) -> None:
        self.chat = self.ask("start", subject=subject, priority="urgent")["session"]["id"]

    def say(self, words: str) -> None:
        self.ask(f"{self.chat}/messages", content=words)


def answer_late(route: Route) -> None:
    time.sleep(0.7)
    route.continue_()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_chat_at_the_desk(installation: Installation, browser: Browser, scripts: bool) -> None:
    name = f"Nora {'Live' if scripts else 'Plain'}"
    alice = sign_in(open_window(browser, installation, java_script_enabled=scripts), "alice")
    bob = sign_in(open_window(browser, installation, java_script_enabled=scripts), "bob")
    customer = Customer(installation, name)
    customer.start("Late check-out")

    for agent in (alice, bob):
        if not scripts:
            agent.reload()
        agent.locator("a.row", has_text=name).click()  # with scripts it has come by itself
        if agent.get_by_role("button", name="Go online").count():
            agent.get_by_role("button", name="Go online").click()
        expect(agent.locator(".standing")).to_have_text("Online")
    alice.get_by_role("button", name="Accept").click()
    expect(alice.locator(".talk .badge")).to_have_text("You")
    if scripts:
        expect(bob.locator(".talk .badge")).to_have_text("Alice Adams")
    else:
        bob.get_by_role("button", name="Accept").click()
        expect(bob.locator("#alert")).to_contain_text("already accepted by Alice Adams")

    customer.say("Until 14:00?")
    if not scripts:
        alice.reload()
    expect(alice.locator(".line.customer .bubble")).to_have_text("Until 14:00?")
    alice.locator("select[name=response]").select_option(label="Greeting (/hello)")
    alice.get_by_role("button", name="Insert").click()
    expect(alice.locator("#reply")).to_have_value(
        f"Hello {name}! My name is Alice Adams. How can I help you?"
    )
    alice.get_by_role("button", name="Send", exact=True).click()
    expect(alice.locator(".line.agent .bubble")).to_contain_text(f"Hello {name}!")

    alice.locator("#new-ticket summary").click()
    if scripts:  # what is pressed while an answer is on its way is done in its turn
        alice.route("**/ticket/*", answer_late)
    alice.get_by_role("button", name="Make the ticket").click()
    if not scripts:
        expect(alice.locator("#ticket")).to_contain_text("Late check-out")
    alice.locator("#end-chat summary").click()
    alice.get_by_role("button", name="End the chat").click()
    expect(alice.locator("#why")).to_have_text("This chat has ended.")
