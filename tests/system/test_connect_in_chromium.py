"""An admin connects a page by signing in with Facebook, and a customer's first message comes in."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.system.installation import PASSWORD, Installation
from tests.system.test_in_chromium import browser, open_window, pytestmark, write_on

__all__ = ["browser", "pytestmark"]

SPA_ID = "700100200300401"


def test_a_page_is_connected_and_answers(installation: Installation, browser: Browser) -> None:
    window = open_window(browser, installation)
    admin = window.new_page()
    admin.goto("/sign-in/?next=/admin/customers/page/add/")
    admin.get_by_label("E-mail").fill("amira@demo.test")
    admin.get_by_label("Password").fill(PASSWORD)
    admin.get_by_role("button", name="Sign in").click()

    admin.get_by_label("Access token of the page").fill("simulator-dead")
    admin.get_by_role("button", name="Connect", exact=True).click()
    expect(admin.get_by_text("The token has expired.")).to_be_visible()

    admin.get_by_role("button", name="Sign in with Facebook").click()
    admin.get_by_role("button", name="Not now").click()
    expect(admin.get_by_text("you did not allow it at Facebook")).to_be_visible()

    admin.get_by_role("button", name="Sign in with Facebook").click()
    admin.get_by_role("button", name="Continue as Sam Simulated").click()
    expect(admin.get_by_label("Globex")).to_be_disabled()
    admin.get_by_label("Hotel ABC Restaurant").uncheck()
    admin.get_by_role("button", name="Connect what is ticked").click()
    expect(admin.get_by_text("Hotel ABC Spa is connected.")).to_be_visible()
    expect(admin.get_by_text("Hotel ABC Restaurant")).to_have_count(0)

    phone = window.new_page()
    phone.goto("/simulator/")
    phone.locator(f"#name-{SPA_ID}").fill("Sonia Spa")
    phone.locator("form", has=phone.locator(f"#name-{SPA_ID}")).get_by_role("button").click()
    write_on(phone, "Is the sauna open?")
    expect(phone.locator("li.mine").last).to_contain_text("sauna")
    admin.goto("/desk/?list=all")
    expect(admin.locator("a.row", has_text="Sonia Spa")).to_have_count(1)
    window.close()
