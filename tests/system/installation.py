"""A whole installation: the product's own processes on a database of its own, as `make run` has it.

On SQLite one process serves and works; with PostgreSQL and Redis there are a server and a worker.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import requests
from django.conf import settings
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PAGE_ID = "461998383671026"
PASSWORD = "handoff-demo"


class Installation:
    """Where it listens, and how its people and its simulated customers reach it."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment = environment
        self.base = f"http://127.0.0.1:{port}"
        self.socket_base = f"ws://127.0.0.1:{port}"
        self.web = requests.Session()
        self.web.trust_env = False

    def token(self, name: str) -> str:
        answer = self.web.post(
            f"{self.base}/api/auth/login",
            json={"email": f"{name}@demo.test", "password": PASSWORD},
            timeout=20,
        )
        return str(answer.json()["access"])

    def call(self, name: str, method: str, path: str, **data: Any) -> requests.Response:
        """A REST call of one of the demo's people, about the hotel's page unless said otherwise."""
        data = {"page_id": PAGE_ID, **data}
        placed: dict[str, Any] = {"params": data} if method == "get" else {"json": data}
        return self.web.request(
            method,
            f"{self.base}/api/dashboard/{path}",
            headers={"Authorization": f"Bearer {self.token(name)}"},
            timeout=20,
            **placed,
        )

    def new_customer(self, name: str) -> Phone:
        """Somebody new on the simulator, as its page makes them."""
        browser = requests.Session()
        browser.trust_env = False
        shelf = browser.get(f"{self.base}/simulator/", timeout=20)
        made = browser.post(
            f"{self.base}/simulator/",
            data={"page_id": PAGE_ID, "name": name, "csrfmiddlewaretoken": csrf_of(shelf)},
            timeout=20,
        )
        made.raise_for_status()
        return Phone(browser, made.url)


class Phone:
    """A simulated customer's phone."""

    def __init__(self, browser: requests.Session, address: str) -> None:
        self.browser = browser
        self.address = address
        self.customer_id = address.rstrip("/").rpartition("/")[2]

    def write(self, text: str) -> None:
        shown = self.browser.get(self.address, timeout=20)
        sent = self.browser.post(
            self.address, data={"text": text, "csrfmiddlewaretoken": csrf_of(shown)}, timeout=20
        )
        sent.raise_for_status()

    def bubbles(self) -> list[str]:
        """What the page has said, oldest first."""
        answer = self.browser.get(f"{self.address}messages?after=0", timeout=20).json()
        return [row["text"] for row in answer["messages"] if not row["from_customer"]]

    def waits_for(self, text: str) -> None:
        eventually(lambda: any(text in bubble for bubble in self.bubbles()))


def csrf_of(page: requests.Response) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def eventually(condition: Callable[[], object], seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.1)


@contextmanager
def installed(folder: Path, **extra: str) -> Iterator[Installation]:
    """A prepared and running installation, gone afterwards."""
    port = free_port()
    with ExitStack() as stack:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "handoff.settings",
            "PYTHON_DOTENV_DISABLED": "true",
            "DEBUG": "true",
            "PORT": str(port),
            "DATABASE_URL": stack.enter_context(database(folder)),
            **extra,
        }
        manage = [sys.executable, "manage.py"]
        subprocess.run(
            [*manage, "prepare"], cwd=ROOT, env=environment, check=True, timeout=120,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        stack.enter_context(running([*manage, "serve"], environment, folder / "serve.log"))
        if environment.get("REDIS_URL"):
            worker = [*manage, "run_worker"]
            stack.enter_context(running(worker, environment, folder / "worker.log"))
        installation = Installation(environment, port)
        eventually(lambda: is_up(installation), seconds=60)
        yield installation


def is_up(installation: Installation) -> bool:
    try:
        return installation.web.get(f"{installation.base}/healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """A process of the product; it must end by SIGTERM within 10 seconds, without a traceback."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert "Traceback" not in log.read_text(), log.read_text()[-5000:]


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the kind that this run tests with."""
    if settings.ON_SQLITE:
        yield f"sqlite:///{folder / 'handoff.sqlite3'}"
        return
    name = f"system_{secrets.token_hex(4)}"
    address = settings.DATABASE_URL
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield re.sub(r"/[^/]*$", f"/{name}", address)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
