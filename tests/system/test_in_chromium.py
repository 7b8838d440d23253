"""The whole way by hand and eye: two agents' desks and a customer's phone in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.databases import once
from tests.system.installation import PASSWORD, Installation

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

pytestmark = [
    once,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("REQUIRE_SERVERS"),
        reason="Chromium is not installed (apt install chromium)",
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; Django must not mistake it for its own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def open_window(browser: Browser, installation: Installation, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=installation.base, **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    return context


def sign_in(context: BrowserContext, name: str) -> Page:
    page = context.new_page()
    page.goto("/desk/")
    page.get_by_label("E-mail").fill(f"{name}@demo.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    return page


def start_phone(context: BrowserContext, name: str) -> Page:
    phone = context.new_page()
    phone.goto("/simulator/")
    phone.locator("#name-461998383671026").fill(name)
    phone.locator("form", has=phone.locator("#name-461998383671026")).get_by_role("button").click()
    return phone


def write_on(phone: Page, text: str) -> None:
    phone.locator("#text").fill(text)
    phone.get_by_role("button", name="Send", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_handoff_at_the_desk(installation: Installation, browser: Browser, scripts: bool) -> None:
    name = f"Lena {'Live' if scripts else 'Plain'}"
    phone = start_phone(open_window(browser, installation), name)
    write_on(phone, "What time is breakfast?")
    expect(phone.locator("li.theirs").last).to_contain_text("6:30 to 10:30")

    alice = sign_in(open_window(browser, installation, java_script_enabled=scripts), "alice")
    bob = sign_in(open_window(browser, installation, java_script_enabled=scripts), "bob")
    row = alice.locator("a.row", has_text=name)
    expect(row).to_have_count(0)

    write_on(phone, "I want to speak to a human")
    if not scripts:
        expect(phone.locator("li.mine").last).to_contain_text("human")
        alice.reload()
    expect(row).to_contain_text("Waiting")
    row.click()
    expect(alice.locator(".lines")).to_contain_text("Asked for a person")
    alice.get_by_role("button", name="Take over", exact=True).click()
    expect(alice.locator("main.talk header")).to_contain_text("You")
    alice.locator("#reply").fill("Hello Lena, <b>Alice</b> here")
    alice.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("li.theirs").last).to_contain_text("Hello Lena, <b>Alice</b> here")
    expect(phone.locator("li.theirs")).to_have_count(2)

    bob.goto("/desk/?list=all")
    bob.locator("a.row", has_text=name).click()
    expect(bob.locator("main.talk")).to_contain_text("Alice Adams has this conversation")
    expect(bob.locator("#composer .go button")).to_be_disabled()

    alice.get_by_role("button", name="Bot resumes").click()
    expect(alice.locator("main.talk header")).to_contain_text("Bot")
    write_on(phone, "Is there parking?")
    expect(phone.locator("li.theirs").last).to_contain_text("garage")
    if not scripts:
        bob.reload()
    expect(bob.locator(".lines")).to_contain_text("Is there parking?")
    expect(bob.locator("main.talk header")).to_contain_text("Bot")
    for context in browser.contexts:
        context.close()


def test_a_long_conversation_scrolls_inside_its_frame(
    installation: Installation, browser: Browser
) -> None:
    phone = start_phone(open_window(browser, installation), "Lara Long")
    write_on(phone, "I want to speak to a human")
    customer_id = phone.url.rstrip("/").rpartition("/")[2]
    for number in range(25):
        text = f"Line {number}\n\n\nand more"
        sent = installation.call("alice", "post", f"customers/{customer_id}/message", message=text)
        assert sent.ok
    alice = sign_in(open_window(browser, installation), "alice")
    alice.goto("/desk/?list=mine")
    alice.locator("a.row", has_text="Lara Long").click()
    expect(alice.locator(".line").last).to_contain_text("Line 24")
    assert alice.evaluate("document.documentElement.scrollHeight - innerHeight") == 0
    for context in browser.contexts:
        context.close()
