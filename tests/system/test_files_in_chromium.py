"""Pictures and files the whole way, in a real browser: phone, copy, desk, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.files.contents import PDF, picture
from tests.system.installation import Installation
from tests.system.test_in_chromium import browser, open_window, sign_in, start_phone
from tests.system.test_in_chromium import pytestmark as needs_chromium

__all__ = ["browser"]

pytestmark = needs_chromium


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_files_go_both_ways(installation: Installation, browser: Browser, scripts: bool) -> None:
    name = f"Fiona {'Live' if scripts else 'Plain'}"
    phone = start_phone(open_window(browser, installation), name)
    phone.locator("input[type=file]").set_input_files(
        {"name": "room.png", "mimeType": "image/png", "buffer": picture("PNG", (600, 400))}
    )
    expect(phone.locator("[data-chosen]")).to_have_text("room.png")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("li.mine img")).to_be_visible()

    alice = sign_in(open_window(browser, installation, java_script_enabled=scripts), "alice")
    alice.goto("/desk/?list=all")
    alice.locator("a.row", has_text=name).click()
    shown = alice.locator(".line.customer a.picture img")
    if not scripts:
        alice.wait_for_timeout(3000)
        alice.reload()
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth") in (600, False)

    if scripts:
        refuse_and_take_back(alice)
    alice.locator("#composer input[type=file]").set_input_files(
        {"name": "menu.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    alice.locator("#composer .go button").click()
    expect(alice.locator(".line.agent a.file")).to_contain_text("menu.pdf")
    expect(phone.locator("li.theirs a.shown").last).to_have_text("menu.pdf")
    expect(phone.locator("li.theirs a.shown", has_text="menu.pdf")).to_have_count(1)
    for context in browser.contexts:
        context.close()


def refuse_and_take_back(alice: Page) -> None:
    """A page is refused beside the composer; what is chosen can be taken back."""
    field = alice.locator("#composer input[type=file]")
    field.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"<html>"})
    expect(alice.locator("#chosen")).to_contain_text("a.pdf")
    alice.locator("#composer .go button").click()
    expect(alice.locator("#wrong")).to_contain_text("This type of file is not supported")
    alice.get_by_role("button", name="Take the file back").click()
    expect(alice.locator("#chosen")).to_be_hidden()
    expect(alice.locator("#wrong")).to_be_hidden()
