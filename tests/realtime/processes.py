"""Several server processes on the test's database, and a Redis between them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.realtime.server import wait_until

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def database_url() -> str:
    """The address of the database that this test runs on."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    place = f"{values['HOST']}:{values['PORT']}" if values["PORT"] else values["HOST"]
    who = f"{values['USER']}:{values['PASSWORD']}" if values["PASSWORD"] else values["USER"]
    return f"postgres://{who}@{place}/{values['NAME']}"


class Redis:
    """A Redis that can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        options = ["--port", str(self._port), "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self._port))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)


def environment(redis: Redis) -> dict[str, str]:
    return {
        **os.environ,
        "DEBUG": "true",
        "DJANGO_SETTINGS_MODULE": "handoff.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis.url,
        "WORKER_IN_SERVER": "false",
    }


@contextmanager
def served(redis: Redis) -> Iterator[int]:
    """A server process; its port. It must end by itself when told to."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "handoff.asgi:application", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--ws", "websockets-sansio", "--log-level", "warning"],
        cwd=ROOT,
        env=environment(redis),
    )
    try:
        wait_until(lambda: answers(port) or process.poll() is not None, 30)
        assert process.poll() is None, "the server does not start"
        yield port
        process.terminate()
        assert process.wait(10) in (0, -15)
    finally:
        process.kill()
        process.wait()


def run_python(redis: Redis, code: str) -> int:
    """Run a few lines in a process of their own; its exit code."""
    setup = "import django; django.setup()\n"
    return subprocess.run(
        [sys.executable, "-c", setup + code], cwd=ROOT, env=environment(redis), timeout=60
    ).returncode
