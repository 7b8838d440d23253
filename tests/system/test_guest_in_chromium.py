"""A hotel room by hand and eye: the guest's page and the desk in a real browser, live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.system.installation import Installation
from tests.system.test_in_chromium import browser, open_window, sign_in
from tests.system.test_in_chromium import pytestmark as needs_chromium

__all__ = ["browser"]

pytestmark = needs_chromium

PIN = "4711"
ROLE = "Guest Services"  # Alice's, in the demo


@pytest.fixture(scope="module")
def rooms(installation: Installation, browser: Browser) -> None:
    """Five rooms, made by the hotel's admin."""
    context = open_window(browser, installation)
    admin = sign_in(context, "amira")
    admin.goto("/admin/customers/room/add/")
    admin.get_by_label("Rooms").fill("301-305")
    admin.get_by_label("PIN").fill(PIN)
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.locator("body")).to_contain_text("The rooms are made.")
    context.close()


@pytest.fixture
def windows(installation: Installation, browser: Browser, rooms: None) -> Iterator[Any]:
    """Opens windows, each somebody's own; none may show a fault of its script or policy."""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def note(page: Page) -> None:
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.extend([line.text] if "Policy" in line.text else []))

    def open_one(**options: Any) -> BrowserContext:
        opened.append(open_window(browser, installation, **options))
        opened[-1].on("page", note)
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()
    assert faults == []


def enter(page: Page, room: int, name: str = "", pin: str = PIN) -> None:
    page.goto(f"/chat/hotel-abc/rooms/{room}/")
    page.get_by_label("PIN").fill(pin)
    page.get_by_label("Your name").fill(name)
    with page.expect_navigation(wait_until="load"):  # its script runs by then
        page.get_by_role("button", name="Open the chat").click()


def say(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def wait_for(page: Page, happened: list[Any], seconds: float = 20) -> None:
    """Until the browser has done what no element shows; it goes on only while we wait in it."""
    for _ in range(int(seconds / 0.05)):
        if happened:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"Nothing happened in {seconds} seconds")


def at_rooms(context: BrowserContext, who: str) -> Page:
    desk = sign_in(context, who)
    desk.goto("/desk/?list=rooms")
    return desk


def row(desk: Page, room: int) -> Any:
    return desk.locator("button.row", has_text=f"Room {room}")


def test_a_stay_from_the_card_to_check_out(windows: Any) -> None:
    guest = windows(viewport={"width": 390, "height": 844}).new_page()
    enter(guest, 301, "Emma Stone", pin="9999")
    expect(guest.locator("#trouble")).to_have_text("This is not the PIN of the room")
    expect(guest.get_by_label("Your name")).to_have_value("Emma Stone")
    enter(guest, 301, "Emma Stone")
    expect(guest.locator("#silence")).to_contain_text("How can we help?")

    alice, bob = at_rooms(windows(), "alice"), at_rooms(windows(), "bob")
    say(guest, "Two towels,\n<b>please</b>")
    expect(guest.locator("li.mine .state")).to_have_text("Delivered")
    expect(guest.locator("#text")).to_have_value("")
    for desk in (alice, bob):  # all see it, without a reload
        expect(row(desk, 301).locator(".name")).to_have_text("Room 301 · Emma Stone")
        expect(row(desk, 301).locator(".text")).to_contain_text("<b>please</b>")
        expect(row(desk, 301).locator(".count")).to_contain_text("1")

    row(alice, 301).click()
    expect(alice.locator("main header .badge")).to_have_text("Handled by you")
    expect(guest.locator("#handler")).to_have_text("Alice Adams")
    expect(guest.locator("#role")).to_have_text(ROLE)
    expect(guest.locator("#presence")).to_have_text("Online")
    assisting = guest.locator("li.change", has_text="is now assisting you")
    expect(assisting).to_contain_text(f"Alice Adams - {ROLE} is now assisting you")
    expect(guest.locator("li.mine .state")).to_have_text("Read")
    expect(row(bob, 301).locator(".count")).to_have_count(0)
    expect(row(bob, 301).locator(".badge")).to_have_text("Handled by Alice Adams")

    alice.locator("#reply").fill("They are on their way, <i>Emma</i>.")
    alice.keyboard.press("Enter")
    expect(guest.locator("li.theirs .text")).to_have_text("They are on their way, <i>Emma</i>.")
    expect(alice.locator(".line.agent .state")).to_have_text("Read")
    say(guest, "Thank you!")  # while Alice looks: read at once, by whoever handles it
    expect(alice.locator(".bubble").last).to_have_text("Thank you!")
    expect(guest.locator("li.mine .state").last).to_have_text("Read")
    expect(assisting).to_have_count(1)

    row(bob, 301).click()
    notice = alice.locator("#notice")
    expect(notice).to_have_text("Bob Brown is now handling this conversation")
    expect(alice.locator("main header .badge")).to_have_text("Handled by Bob Brown")
    expect(guest.locator("#handler")).to_have_text("Bob Brown")
    expect(assisting).to_have_count(2)
    alice.reload()  # looking changes nothing
    expect(alice.locator("main header .badge")).to_have_text("Handled by Bob Brown")
    expect(guest.locator("#handler")).to_have_text("Bob Brown")

    bob.locator("#check-out summary").click()
    expect(bob.locator("#check-out")).to_contain_text("Check Emma Stone out of room 301?")
    bob.locator("#check-out form button").click()
    expect(bob.locator("#why")).to_have_text("The guest has checked out.")
    expect(guest.locator("#over")).to_contain_text("You have been checked out.")
    expect(row(alice, 301)).to_have_count(0)


def test_lunch_is_covered_by_whoever_opens_what_was_marked_unread(windows: Any) -> None:
    guest = windows().new_page()
    enter(guest, 302)
    say(guest, "Is the pool open?")
    alice, bob = at_rooms(windows(), "alice"), at_rooms(windows(), "bob")
    row(alice, 302).click()
    expect(row(bob, 302).locator(".count")).to_have_count(0)
    alice.get_by_role("button", name="Mark unread").click()
    expect(alice.locator("main")).to_contain_text("No conversation chosen")
    expect(row(bob, 302).locator(".count")).to_contain_text("1")
    bob.get_by_role("link", name="Only look").click()
    expect(bob.locator(".bubble")).to_have_text("Is the pool open?")
    expect(row(bob, 302).locator(".count")).to_contain_text("1")
    bob.get_by_role("button", name="Take over", exact=True).click()
    expect(guest.locator("#handler")).to_have_text("Bob Brown")


def test_the_same_without_scripts(windows: Any) -> None:
    guest = windows(java_script_enabled=False).new_page()
    enter(guest, 303, "Noah")
    guest.locator("#text").fill("A taxi at six, please")
    guest.get_by_role("button", name="Send", exact=True).click()
    alice = at_rooms(windows(java_script_enabled=False), "alice")
    row(alice, 303).click()
    alice.locator("#reply").fill("It is ordered.")
    alice.get_by_role("button", name="Send", exact=True).click()
    guest.get_by_role("link", name="Look for answers").click()
    expect(guest.locator("#handler")).to_have_text("Alice Adams")
    expect(guest.locator(".said .text")).to_have_text(["A taxi at six, please", "It is ordered."])
    bob = at_rooms(windows(java_script_enabled=False), "bob")
    row(bob, 303).click()
    alice.reload()
    expect(alice.locator("main header .badge")).to_have_text("Handled by Bob Brown")
    expect(alice.locator(".event").last).to_contain_text("Bob Brown is now handling this")


def test_a_lost_connection_is_told_and_caught_up_with(windows: Any) -> None:
    guest = windows().new_page()
    lines: list[WebSocketRoute] = []
    cut = False

    def pass_on(line: WebSocketRoute) -> None:
        lines.append(line)
        if cut:
            line.close(code=1011)
        else:
            line.connect_to_server()

    guest.route_web_socket("**/app/**", pass_on)
    enter(guest, 304)
    expect(guest.locator("#write")).to_be_visible()
    wait_for(guest, lines)  # the module has loaded and listens
    expect(guest.locator("#offline")).to_be_hidden()
    cut = True
    lines[0].close(code=1011)
    expect(guest.locator("#offline")).to_contain_text("Connection lost, trying again in")
    say(guest, "Are you there?")  # writing goes on
    expect(guest.locator("li.mine .state")).to_have_text("Delivered")
    alice = at_rooms(windows(), "alice")
    row(alice, 304).click()
    expect(alice.locator("main header .badge")).to_have_text("Handled by you")
    expect(guest.locator("#handler")).to_have_text("Hotel ABC")
    cut = False
    expect(guest.locator("#offline")).to_be_hidden()
    expect(guest.locator("#handler")).to_have_text("Alice Adams")


def test_what_is_not_sent_is_kept_and_sent_once(windows: Any) -> None:
    guest = windows().new_page()
    enter(guest, 305)
    # An answer that is lost on its way: the server has the message, the page does not know.
    lost: list[int] = []

    def lose(route: Any) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    guest.route("**/rooms/305/", lose)
    say(guest, "More pillows")
    wait_for(guest, lost)
    expect(guest.locator("#write.busy")).to_have_count(0)
    expect(guest.locator("#text")).to_have_value("More pillows")
    guest.reload(wait_until="load")  # the draft keeps its id
    expect(guest.locator("#text")).to_have_value("More pillows")
    guest.get_by_role("button", name="Send", exact=True).click()
    expect(guest.locator("#text")).to_have_value("")
    expect(guest.locator("li.mine .text")).to_have_text(["More pillows"])
