"""A shift handover by hand and eye: offered on one desk, seen and accepted on another, live and
without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.system.installation import Installation
from tests.system.test_chats_in_chromium import Customer
from tests.system.test_in_chromium import browser, open_window, pytestmark, sign_in

__all__ = ["browser", "pytestmark"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_shift_changes(installation: Installation, browser: Browser, scripts: bool) -> None:
    name = f"Nadia {'Live' if scripts else 'Plain'}"
    alice = sign_in(open_window(browser, installation, java_script_enabled=scripts), "alice")
    bob = sign_in(open_window(browser, installation, java_script_enabled=scripts), "bob")
    customer = Customer(installation, name)
    customer.start("Late check-out")
    if not scripts:
        alice.reload()
    alice.locator("a.row", has_text=name).click()
    if alice.get_by_role("button", name="Go online").count():
        alice.get_by_role("button", name="Go online").click()
    alice.get_by_role("button", name="Accept").click()
    expect(alice.locator(".talk .badge")).to_have_text("You")

    alice.locator("#status summary").click()
    alice.get_by_role("link", name="Hand over my shift").click()
    alice.get_by_label(name).fill("Lands at six")
    alice.get_by_role("button", name="Offer 1 conversation").click()
    expect(alice.locator("main")).to_contain_text("Nobody has accepted yet")

    if not scripts:
        bob.reload()
    expect(bob.locator(".notice")).to_contain_text("Alice Adams hands over 1 conversation.")
    bob.get_by_role("link", name="Look and accept").click()
    expect(bob.locator(".noted")).to_have_text("Lands at six")
    bob.get_by_role("button", name="Accept all").click()
    expect(bob.locator(".done")).to_have_text("Passed 1 of 1.")

    if not scripts:
        alice.reload()
    expect(alice.locator(".done")).to_have_text("Passed 1 of 1. You are off duty.")
    expect(alice.locator(".standing")).to_have_text("Offline")
    bob.get_by_role("link", name=name, exact=True).click()
    expect(bob.locator(".line.note .bubble")).to_have_text("Lands at six")
    bob.locator("#end-chat summary").click()
    bob.get_by_role("button", name="End the chat").click()
    expect(bob.locator(".talk .badge")).to_have_text("Closed")
