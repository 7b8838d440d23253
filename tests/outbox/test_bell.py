"""Waking workers of other processes, over a real Redis, and doing without a dead one."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from handoff.outbox import bell, waking
from handoff.outbox.bell import Bell, Ear
from tests.outbox.conftest import eventually


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class RedisServer:
    """A Redis of our own, that can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self._port}"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self._port), "--save", "", "--dir"]
        self._process = subprocess.Popen(
            [*command, str(self._folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert eventually(self._answers)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    if not shutil.which("redis-server"):
        pytest.skip("There is no redis-server here")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def heard() -> threading.Event:
    return threading.Event()


def heard_after_ringing(ringer: Bell, heard: threading.Event) -> bool:
    """Rings until it is heard: whoever has just come back may miss the first."""
    heard.clear()

    def ring() -> bool:
        ringer.ring()
        return heard.wait(0.2)

    return eventually(ring)


def test_a_bell_is_heard_in_another_process(redis: RedisServer, heard: threading.Event) -> None:
    ear = Ear(redis.url, heard.set)
    ear.start()
    assert heard.wait(10)  # being there counts
    assert heard_after_ringing(Bell(redis.url), heard)
    ear.stop()


def test_hears_again_when_redis_comes_back(
    redis: RedisServer, heard: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    ear, ringer = Ear(redis.url, heard.set), Bell(redis.url)
    ear.start()
    assert heard_after_ringing(ringer, heard)
    redis.stop()
    assert eventually(lambda: "this worker polls" in caplog.text)
    for _ in range(3):
        ringer.ring()
        time.sleep(0.1)
    redis.start()
    assert heard_after_ringing(ringer, heard)
    ear.stop()
    assert caplog.text.count("workers poll") <= 1


def test_ringing_never_waits_for_a_redis_that_does_not_answer(heard: threading.Event) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ringer = Bell(f"redis://127.0.0.1:{silent.getsockname()[1]}")
        began_at = time.monotonic()
        for _ in range(1000):
            ringer.ring()
        assert time.monotonic() - began_at < bell.TIMEOUT_SECONDS


def test_a_waker_that_fails_does_not_disturb_the_deed(
    heard: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "_wakers", [])

    def broken() -> None:
        raise RuntimeError("no more threads")

    waking.on_wake(broken)
    forget = waking.on_wake(heard.set)
    waking.wake()
    assert heard.is_set()
    heard.clear()
    forget()
    waking.wake()
    assert not heard.is_set()


@pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL is not set")
def test_every_process_rings() -> None:
    assert any(isinstance(getattr(waker, "__self__", None), Bell) for waker in waking._wakers)
