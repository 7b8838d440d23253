"""`manage.py serve`, as a process: it starts, says where it is, keeps secrets, and ends in time."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError
from websockets.sync.client import connect

from handoff.management.commands import serve
from tests.databases import once

pytestmark = once

ROOT = Path(__file__).parent.parent
START_SECONDS = 30
STOP_SECONDS = 10


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A server of its own beside the tests', on an empty database."""
    ours = {
        "DATABASE_URL": f"sqlite:///{folder / 'serve.sqlite3'}",
        "REDIS_URL": "",
        "WORKER_IN_SERVER": "false",
    }
    return os.environ | ours | more


def command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", "serve", *arguments]


def refusal(folder: Path, *arguments: str, **more: str) -> str:
    """The one line that a server which does not start leaves on its standard error."""
    answer = subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert answer.returncode == 1, answer
    (sentence,) = answer.stderr.splitlines()
    return sentence


class Running:
    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self._log = log

    def wait(self) -> None:
        """Until it takes requests."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                requests.get(f"{self.address}/healthz", timeout=5)
                return
            except requests.ConnectionError:
                time.sleep(0.05)
        pytest.fail(f"The server did not start: {self.log}")

    def workers(self, count: int) -> list[str]:
        """The ids of so many processes, once all have started."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            started = re.findall(r"Started server process \[(\d+)\]", self.log)
            if len(started) == count:
                return started
            time.sleep(0.05)
        pytest.fail(f"Not all workers started: {self.log}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    @property
    def log(self) -> str:
        return self._log.read_text()


@contextmanager
def running(folder: Path, *arguments: str, **more: str) -> Iterator[Running]:
    port = free_port()
    log = folder / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command(*arguments),
            cwd=ROOT,
            env=environment(folder, PORT=str(port), **more),
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        server = Running(process, port, log)
        server.wait()
        yield server
    finally:
        process.kill()
        process.wait()


def test_starts_says_where_and_ends_on_sigterm(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert f"Desk        {server.address}/desk/" in server.log
        assert f"{server.address}/simulator/" in server.log
        assert server.stop() == 0


def test_ends_on_ctrl_c_without_a_traceback(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert server.stop(signal.SIGINT) == 0
        assert "Traceback" not in server.log


def test_a_probe_needs_no_name_that_is_allowed(tmp_path: Path) -> None:
    with running(tmp_path, ALLOWED_HOSTS="chat.example") as server:
        assert requests.get(f"{server.address}/healthz", timeout=5).status_code == 200
        assert requests.get(f"{server.address}/sign-in/", timeout=5).status_code == 400


def test_keeps_tokens_out_of_the_log(tmp_path: Path) -> None:
    with running(tmp_path, TRUSTED_PROXIES="1") as server:
        address = f"ws://127.0.0.1:{server.port}/api/dashboard/ws?token=hush-hush"
        with connect(address, compression=None) as websocket:
            websocket.recv(timeout=5)
        requests.get(f"{server.address}/nowhere?token=hush-hush", timeout=5)
        server.stop()

        assert "/api/dashboard/ws" in server.log
        assert "hush" not in server.log


def test_offers_no_compression_and_tells_nothing_of_itself(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        with connect(f"ws://127.0.0.1:{server.port}/api/dashboard/ws") as websocket:
            assert websocket.response
            assert "Sec-WebSocket-Extensions" not in websocket.response.headers
        assert "Server" not in requests.get(f"{server.address}/healthz", timeout=5).headers


def test_the_option_sets_the_port_of_every_link(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path) as other:
        text = refusal(tmp_path, f"--port={other.port}", PORT=str(port))

    assert text.startswith(f"CommandError: Cannot listen on 127.0.0.1 port {other.port}: ")


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "--port=70000") == "Handoff cannot start. PORT: 70000 is not a port."


def test_several_workers_need_redis(tmp_path: Path) -> None:
    assert refusal(tmp_path, "--workers=2").startswith("CommandError: More than one worker needs")


@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs Redis")
def test_several_workers_end_together(tmp_path: Path) -> None:
    with running(tmp_path, "--workers=2", REDIS_URL=os.environ["REDIS_URL"]) as server:
        workers = server.workers(2)

        assert server.stop() == 0
        for pid in workers:
            assert not Path(f"/proc/{pid}").exists()


def test_a_busy_port_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(
            CommandError, match=rf"^Cannot listen on 127.0.0.1 port {port}: .* PORT\.$"
        ):
            serve.listen_on("127.0.0.1", port)


def test_listens_on_ipv6() -> None:
    with serve.listen_on("::1", 0) as listener:
        assert listener.family == socket.AF_INET6


def test_a_server_that_hangs_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    monkeypatch.setattr(serve, "LAST_SECONDS", 0)

    serve.end_at_the_latest().join()

    assert codes == [1]
