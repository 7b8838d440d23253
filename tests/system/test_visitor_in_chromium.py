"""A website's chat by hand and eye: the visitor in a real browser, the agents over REST."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.files.contents import PDF, picture
from tests.system.installation import Installation, eventually
from tests.system.test_in_chromium import browser, open_window, sign_in
from tests.system.test_in_chromium import pytestmark as needs_chromium

__all__ = ["browser"]

pytestmark = needs_chromium

NOBODY = "Nobody is here right now"


class Desk:
    """What an agent does, over REST."""

    def __init__(self, installation: Installation, name: str) -> None:
        self.web, self.base = installation.web, installation.base
        self.headers = {"Authorization": f"Bearer {installation.token(name)}"}

    def call(self, method: str, path: str, status: int = 200, **data: Any) -> Any:
        answer = self.web.request(
            method, f"{self.base}/api/{path}", json=data, headers=self.headers, timeout=20
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    def be(self, status: str) -> None:
        self.call("put", "agent-availability/my-status", availability_status=status)

    def chat(self, session_id: int, deed: str, status: int = 200, **data: Any) -> Any:
        return self.call("post", f"live-chat/{session_id}/{deed}", status, **data)

    def waiting(self) -> int:
        """The chat that waits longest."""
        rows = self.call("get", "live-chat/agent/sessions?status=pending")
        return int(rows[0]["id"])


@pytest.fixture
def alice(installation: Installation) -> Desk:
    return Desk(installation, "alice")


@pytest.fixture
def bob(installation: Installation) -> Desk:
    return Desk(installation, "bob")


@pytest.fixture
def visitor(installation: Installation, browser: Browser) -> Iterator[Page]:
    context = open_window(browser, installation)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    # A content policy that is broken is told here; so are refusals, which the tests provoke.
    page.on("console", lambda line: faults.extend([line.text] if "Policy" in line.text else []))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/widget/hotel-abc/")
    yield page
    context.close()
    assert faults == []


def start(page: Page, subject: str, message: str, name: str = "") -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Subject").fill(subject)
    page.locator("#first").fill(message)
    page.get_by_role("button", name="Start chat").click()
    expect(page.locator("#subject")).to_have_text(subject)
    expect(page.locator("li.mine .text")).to_have_text(message)


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.keyboard.press("Enter")


def test_a_chat_from_its_start_to_the_next(alice: Desk, bob: Desk, visitor: Page) -> None:
    standing = visitor.locator("#standing")
    start(visitor, "Late check-out", "May we stay until two?\n<b>Please</b>", "Nora")
    expect(standing).to_contain_text(NOBODY)
    alice.be("online")
    expect(standing).to_have_text("Waiting: you are number 1")

    session_id = alice.waiting()
    alice.chat(session_id, "accept")
    expect(standing).to_have_text("Alice Adams is with you")
    alice.chat(session_id, "messages", 201, content="Gladly, <i>Nora</i>.")
    expect(visitor.locator("li.theirs .text")).to_have_text("Gladly, <i>Nora</i>.")
    expect(visitor.locator("li.theirs .name")).to_have_text("Alice Adams")

    write(visitor, "Thank you!")
    expect(visitor.locator("li.mine .text").last).to_have_text("Thank you!")
    expect(visitor.locator("li.mine[data-id]")).to_have_count(2)

    visitor.reload()
    expect(standing).to_have_text("Alice Adams is with you")
    expect(visitor.locator("#subject")).to_have_text("Late check-out")
    expect(visitor.locator(".said .text")).to_have_text(
        ["May we stay until two?\n<b>Please</b>", "Gladly, <i>Nora</i>.", "Thank you!"]
    )

    bob.be("online")
    bob_id = bob.call("get", "auth/me")["id"]
    alice.chat(session_id, "transfer", target_agent_id=bob_id)
    expect(standing).to_have_text("Bob Brown is with you now")
    bob.chat(session_id, "messages", 201, content="I am Bob.")
    bob.chat(session_id, "messages", 201, content="Bob here. Anything else?")
    bob.chat(session_id, "end")
    expect(standing).to_have_text("This chat has ended.")
    expect(visitor.locator("li.theirs .text").last).to_have_text("Bob here. Anything else?")
    named = visitor.locator("li.theirs .name:not(.hide)")
    expect(named).to_have_text(["Alice Adams", "Bob Brown"])
    expect(visitor.locator("#write")).to_be_hidden()

    visitor.get_by_role("button", name="Start a new chat").click()
    expect(visitor.get_by_label("Your name")).to_have_value("Nora")
    start(visitor, "Towels", "Two more, please")
    assert alice.waiting() != session_id
    visitor.get_by_role("button", name="End chat").click()
    expect(standing).to_have_text("This chat has ended.")


def test_files_go_both_ways(alice: Desk, visitor: Page) -> None:
    alice.be("online")
    start(visitor, "A broken lamp", "Here is a picture")
    alice.chat(session_id := alice.waiting(), "accept")
    chooser = visitor.locator("#write input[type=file]")
    chooser.set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": picture("PNG", (60, 40))}
    )
    expect(visitor.locator("#chosen")).to_contain_text("lamp.png")
    visitor.get_by_role("button", name="Send", exact=True).click()
    shown = visitor.locator("li.mine[data-id] img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth") in (60, False)

    form = {"file": ("menu.pdf", PDF, "application/pdf")}
    upload = alice.web.post(
        f"{alice.base}/api/chat-upload/upload", files=form, headers=alice.headers, timeout=20
    ).json()
    url = upload["file"]["url"]
    alice.chat(session_id, "messages", 201, type="file", attachment_url=url)
    expect(visitor.locator("li.theirs a.file")).to_have_attribute("href", url)
    alice.chat(session_id, "end")


def test_what_is_written_while_the_server_is_away_is_sent_once_it_is_back(
    alice: Desk, visitor: Page
) -> None:
    alice.be("online")
    start(visitor, "The pool", "Is it open?")
    session_id = alice.waiting()
    # An answer that is lost on its way: the server has the message, the page does not know.
    lost: list[int] = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().status)
        route.abort()

    visitor.route("**/messages", lose)
    visitor.route("**/messages?*", lambda route: route.abort())
    write(visitor, "And until when?")
    line = visitor.locator("li.mine", has_text="And until when?")
    expect(line).to_contain_text("Not sent: The server cannot be reached.")
    expect(visitor.locator("#trouble")).to_contain_text("Connection lost")
    assert lost == [201]

    visitor.unroute("**/messages")
    line.get_by_role("button", name="Send again").click()
    expect(visitor.locator("li.mine[data-id]", has_text="And until when?")).to_have_count(1)
    visitor.unroute("**/messages?*")
    visitor.evaluate("dispatchEvent(new Event('online'))")
    expect(visitor.locator("#trouble")).to_be_hidden()
    expect(visitor.locator("li.mine")).to_have_count(2)
    rows = alice.call("get", f"live-chat/{session_id}/messages")
    assert [row["content"] for row in rows] == ["Is it open?", "And until when?"]
    alice.chat(session_id, "accept")
    alice.chat(session_id, "end")


def test_a_chat_that_cannot_be_found_any_more_makes_room_for_a_new_one(
    alice: Desk, visitor: Page
) -> None:
    start(visitor, "Parking", "Where?")
    visitor.evaluate(
        "localStorage['handoff-widget:hotel-abc'] = JSON.stringify({token: 'x', session: 1})"
    )
    visitor.reload()
    expect(visitor.locator("#trouble")).to_contain_text("cannot be found any more")
    expect(visitor.get_by_role("button", name="Start chat")).to_be_visible()
    alice.be("online")
    session_id = alice.waiting()
    alice.chat(session_id, "accept")
    alice.chat(session_id, "end")


def test_a_page_that_nobody_looks_at_does_not_ask(visitor: Page) -> None:
    start(visitor, "Nothing", "Just looking")
    visitor.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true});"
        "window.away = true"
    )
    visitor.wait_for_timeout(500)  # a look that is under way ends
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    visitor.wait_for_timeout(4_500)
    assert asked == []
    visitor.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    visitor.wait_for_timeout(500)
    assert len(asked) == 2
    visitor.get_by_role("button", name="End chat").click()
    expect(visitor.locator("#standing")).to_have_text("This chat has ended.")


def test_each_side_sees_that_the_other_types(
    installation: Installation, browser: Browser, alice: Desk, visitor: Page
) -> None:
    alice.be("online")
    start(visitor, "The sauna", "How hot is it?", "Nora")
    session_id = alice.waiting()
    alice.chat(session_id, "accept")
    desk = sign_in(open_window(browser, installation), "alice")
    desk.goto(f"/desk/conversations/{session_id}/")
    expect(visitor.locator("#standing")).to_have_text("Alice Adams is with you")

    field, typing = visitor.locator("#text"), "#typing"
    eventually(lambda: types(field, "No, I me") and "Nora" in desk.locator(typing).inner_text())
    field.fill("")
    expect(desk.locator(typing)).to_have_text("")
    types(field, "90 degrees?")
    expect(desk.locator(typing)).to_have_text("Nora is typing…")
    visitor.keyboard.press("Enter")
    expect(desk.locator(".line.customer .bubble").last).to_have_text("90 degrees?")
    expect(desk.locator(typing)).to_have_text("")

    types(desk.locator("#reply"), "Ninety, yes")
    expect(visitor.locator(typing)).to_have_text("Alice Adams is typing…")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(visitor.locator("li.theirs .text")).to_have_text("Ninety, yes")
    expect(visitor.locator(typing)).to_have_text("")
    alice.chat(session_id, "end")
    expect(visitor.locator("#standing")).to_have_text("This chat has ended.")
    desk.context.close()


def types(field: Locator, words: str) -> bool:
    """As a person does: what stands there first goes."""
    field.fill("")
    field.press_sequentially(words)
    return True
