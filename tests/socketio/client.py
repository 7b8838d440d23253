"""The npm `socket.io-client`, unmodified, in a process of Node."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "node"


def require_node(package: str = "socket.io-client") -> None:
    """Skip where Node or the packages of tests/node are missing; in CI that is a failure."""
    if shutil.which("node") and (FOLDER / "node_modules" / package).is_dir():
        return
    why = "Node or tests/node/node_modules is missing: npm ci --prefix tests/node"
    if os.environ.get("REQUIRE_SERVERS") == "1":
        pytest.fail(why)
    pytest.skip(why)


class Node:
    """One process of Node with all the clients of a module's tests in it."""

    def __init__(self, script: str = "socketio.cjs") -> None:
        node = shutil.which("node")
        assert node is not None
        self.process = subprocess.Popen(
            [node, script], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        self.queues: list[queue.Queue[dict[str, Any]]] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for text in self.process.stdout:
            line = json.loads(text)
            self.queues[line.pop("client")].put(line)

    def say(self, line: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(5)
        self.reader.join(5)
        self.process.stdout.close()


class NodeClient:
    """A client in that process: what it hears is kept until asked for."""

    def __init__(self, node: Node, **opening: Any) -> None:
        self.node = node
        self.number = len(node.queues)
        self.lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self.kept: list[dict[str, Any]] = []
        node.queues.append(self.lines)
        self.do("open", **opening)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Say good-bye for good. Doing it twice does nothing."""
        self.do("end")

    def do(self, what: str, **values: Any) -> None:
        self.node.say({"do": what, "client": self.number, **values})

    def next(self, *kinds: str, seconds: float = 10) -> dict[str, Any]:
        """The next line of one of these kinds; the others are kept."""
        for number, line in enumerate(self.kept):
            if line["kind"] in kinds:
                return self.kept.pop(number)
        ends = time.monotonic() + seconds
        while True:
            line = self.lines.get(timeout=max(0.01, ends - time.monotonic()))
            if line["kind"] in kinds:
                return line
            self.kept.append(line)

    def silence(self, seconds: float = 0.4) -> None:
        """No event has come and none comes for so long."""
        try:
            line = self.next("event", seconds=seconds)
        except queue.Empty:
            return
        raise AssertionError(f"heard {line}")


class Client(NodeClient):
    """Of Socket.IO: what it calls is acknowledged."""

    def __init__(self, node: Node, port: int, token: str | None = None, **options: Any) -> None:
        auth: dict[str, Any] = {} if token is None else {"token": token}
        if "since" in options:
            auth["since"] = options.pop("since")
        options.setdefault("transports", ["polling", "websocket"])
        options.setdefault("reconnectionDelay", 50)
        self.calls = 0
        url = f"http://127.0.0.1:{port}"
        super().__init__(node, url=url, options={**options, "auth": auth or None})

    def connected(self) -> int:
        """Wait until it is let in; the cursor it begins with."""
        line = self.next("connect", "connect_error")
        assert line["kind"] == "connect", line
        name, payload = self.event()
        assert name == "connected"
        return int(payload["cursor"])

    def event(self, seconds: float = 10) -> tuple[str, Any]:
        line = self.next("event", seconds=seconds)
        return line["name"], line.get("payload")

    def emit(self, name: str, *values: Any) -> int:
        self.calls += 1
        self.do("emit", name=name, values=values, call=self.calls)
        return self.calls

    def call(self, name: str, *values: Any) -> dict[str, Any]:
        """Emit, and wait for the acknowledgement."""
        call = self.emit(name, *values)
        line = self.next("ack")
        assert line["call"] == call
        (answer,) = line["answer"]
        assert isinstance(answer, dict)
        return answer

    def hears(self, name: str, seconds: float = 10) -> Any:
        """The payload of the next event of this name; others before it are dropped."""
        ends = time.monotonic() + seconds
        while True:
            heard, payload = self.event(max(0.01, ends - time.monotonic()))
            if heard == name:
                return payload

    def heard(self, seconds: float = 0.3) -> list[str]:
        """The names of all that has come and comes until it is quiet for so long."""
        names: list[str] = []
        try:
            while True:
                names.append(self.event(seconds)[0])
        except queue.Empty:
            return names
