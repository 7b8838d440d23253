"""The clients of docs/examples, as somebody would run them: nothing missed, nothing said twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import once
from tests.socketio.client import require_node
from tests.system.installation import PASSWORD, ROOT, Installation, Phone, eventually, installed
from tests.system.relay import Relay, relayed
from tests.system.test_in_chromium import CHROMIUM, PATIENCE_MS, browser
from tests.system.test_visitor_in_chromium import Desk

__all__ = ["browser"]

pytestmark = once

EXAMPLES = ROOT / "docs" / "examples"
NODE = ROOT / "tests" / "node"
MAKE_KEY = """
from handoff.accounts.keys import make_key
from handoff.accounts.models import User
from handoff.scopes import SCOPES
amira = User.objects.get(email="amira@demo.test")
alice = User.objects.get(email="alice@demo.test")
print("KEY", make_key(amira.as_actor(door="admin"), user_id=alice.pk, name="Greeter",
                      scopes=list(SCOPES), expires_at=None)[1])
"""


class Quiet(SimpleHTTPRequestHandler):
    """The folder of the examples, with what npm would have put into it."""

    def log_message(self, format: str, *args: object) -> None: ...

    def translate_path(self, path: str) -> str:
        if path.startswith("/node_modules/"):
            return str(NODE / path.lstrip("/"))
        return super().translate_path(path)


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The origin of another site, which serves the example."""
    handler = partial(Quiet, directory=str(EXAMPLES))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, shop: str) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("examples"), ALLOWED_ORIGINS=shop) as installation:
        yield installation


@pytest.fixture
def line(installation: Installation) -> Iterator[Relay]:
    with relayed(urlsplit(installation.base).port or 0) as relay:
        yield relay


needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("REQUIRE_SERVERS"),
    reason="Chromium is not installed (apt install chromium)",
)


def wanting_a_person(installation: Installation, name: str) -> Phone:
    customer = installation.new_customer(name)
    customer.write("I want to speak to a human")
    return customer


def sign_in(page: Page, shop: str, server: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{shop}/dashboard.html")
    page.get_by_label("Server").fill(server)
    page.get_by_label("E-mail").fill("alice@demo.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#status")).to_have_text("Connected")


@needs_chromium
def test_the_dashboard_misses_nothing_when_it_is_cut_off(
    installation: Installation, shop: str, line: Relay, browser: Browser
) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    sign_in(page, shop, line.base)
    customer = wanting_a_person(installation, "Rosa Relay")
    row = page.locator("#customers button", has_text="Rosa Relay")
    expect(row).to_contain_text("waiting")
    row.click()
    page.get_by_role("button", name="Take over").click()
    expect(page.locator("#holder")).to_have_text("with Alice Adams")
    page.get_by_label("Message").fill("Hello <b>Rosa</b>")
    page.get_by_role("button", name="Send").click()
    customer.waits_for("Hello <b>Rosa</b>")

    line.cut()
    expect(page.locator("#status")).to_contain_text("Cut off")
    customer.write("Are you there?")
    customer.write("Hello?")
    page.get_by_label("Message").fill("Written while cut off")
    page.get_by_role("button", name="Send").click()
    assert "Written while cut off" not in customer.bubbles()
    line.mend()

    customer.waits_for("Written while cut off")
    expect(page.locator("#status")).to_have_text("Connected")
    expect(page.locator("#lines li")).to_have_text(
        [
            "customer: I want to speak to a human",
            "Alice Adams: Hello <b>Rosa</b>",
            "customer: Are you there?",
            "customer: Hello?",
            "Alice Adams: Written while cut off",
        ]
    )
    assert customer.bubbles() == ["Hello <b>Rosa</b>", "Written while cut off"]
    page.get_by_role("button", name="Let go").click()
    expect(page.locator("#holder")).to_have_text("with the bot")
    assert faults == []
    page.close()


@needs_chromium
def test_the_visitor_misses_nothing_when_it_is_cut_off_and_finds_its_chat_again(
    installation: Installation, shop: str, line: Relay, browser: Browser
) -> None:
    require_node()  # where it is, socket.io-client is
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{shop}/visitor.html")
    page.get_by_label("Server").fill(line.base)
    page.get_by_label("Your name").fill("Nora Novak")
    page.get_by_label("Subject").fill("Late check-out")
    page.get_by_role("button", name="Start chat").click()
    expect(page.locator("#status")).to_contain_text("Waiting")
    alice = Desk(installation, "alice")
    alice.be("online")
    session_id = alice.waiting()
    alice.chat(session_id, "accept")
    expect(page.locator("#status")).to_have_text("Alice Adams answers")

    message = page.get_by_label("Message")
    message.fill("Until <b>two</b>?")
    page.keyboard.press("Enter")
    expect(page.locator("#lines li")).to_have_text(["Nora Novak: Until <b>two</b>?"])
    alice.chat(session_id, "typing")
    expect(page.locator("#typing")).to_have_text("Alice Adams is typing…")

    line.cut()
    expect(page.locator("#status")).to_contain_text("connecting again")
    alice.chat(session_id, "messages", 201, content="Gladly.")
    message.fill("Written while cut off")
    page.keyboard.press("Enter")
    line.mend()
    said = [
        "Nora Novak: Until <b>two</b>?", "Alice Adams: Gladly.",
        "Nora Novak: Written while cut off",
    ]  # fmt: skip
    expect(page.locator("#lines li")).to_have_text(said)
    expect(page.locator("#typing")).to_have_text("")
    expect(page.locator("#status")).to_have_text("Alice Adams answers")

    page.reload()
    expect(page.locator("#lines li")).to_have_text(said)
    expect(page.get_by_role("heading")).to_have_text("Late check-out")
    page.get_by_role("button", name="End chat").click()
    expect(page.locator("#status")).to_have_text("This chat has ended")
    rows = alice.call("get", f"live-chat/{session_id}/messages")
    assert [row["content"] for row in rows] == [text.split(": ")[1] for text in said]
    assert faults == []
    page.close()


def test_a_page_of_another_origin_is_not_let_in(installation: Installation) -> None:
    answer = installation.web.get(
        f"{installation.base}/api/schema", headers={"Origin": "https://evil.example"}, timeout=20
    )
    assert answer.ok
    assert "Access-Control-Allow-Origin" not in answer.headers


@contextmanager
def greeter(server: str, folder: Path, *proof: str) -> Iterator[list[str]]:
    """`agent.py` while it runs, and the lines it prints."""
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLES / "agent.py"), server, *proof,
         "--say", "Hello from a program", "--state", str(folder / "cursor")],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
    )  # fmt: skip
    printed: list[str] = []
    assert process.stdout
    reader = threading.Thread(target=lambda: printed.extend(process.stdout or ()), daemon=True)
    reader.start()
    try:
        eventually(lambda: any("connected at" in text for text in printed))
        yield printed
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=20)
        reader.join(timeout=10)
        process.stdout.close()
    assert code == 0, printed
    assert not any("Traceback" in text for text in printed), printed


def test_the_program_greets_each_once_through_cuts_and_restarts(
    installation: Installation, line: Relay, tmp_path: Path
) -> None:
    first = wanting_a_person(installation, "Greta First")
    with greeter(
        line.base, tmp_path, "--email", "alice@demo.test", "--password", PASSWORD
    ) as printed:
        first.waits_for("Hello from a program")
        line.cut()
        eventually(lambda: any("cut off" in text for text in printed))
        second = wanting_a_person(installation, "Gunnar Second")
        first.write("Thank you")
        line.mend()
        second.waits_for("Hello from a program")
        eventually(lambda: any("customer: Thank you" in text for text in printed))
        assert sum("customer: Thank you" in text for text in printed) == 1

    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE_KEY], cwd=ROOT, timeout=60,
        env=installation.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    third = wanting_a_person(installation, "Gerda Third")
    cursor = (tmp_path / "cursor").read_text()
    key = made.stdout.split("KEY ")[1].strip()
    with greeter(installation.base, tmp_path, "--key", key) as printed:
        third.waits_for("Hello from a program")
        assert f"connected at {cursor}\n" in printed
        eventually(lambda: int((tmp_path / "cursor").read_text()) > int(cursor))
    for customer in (first, second, third):
        assert customer.bubbles() == ["Hello from a program"]


@pytest.mark.parametrize(
    "name",
    ["dashboard.html", "dashboard.js", "visitor.html", "visitor.js", "agent.py", "README.md"],
)
def test_an_example_is_short_and_loads_nothing_from_elsewhere(name: str) -> None:
    text = (EXAMPLES / name).read_text()
    assert len(text.splitlines()) <= 150
    assert 'src="http' not in text
    assert "innerHTML =" not in text
