"""The product's own processes on the test's database: to be asked, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.realtime.processes import ROOT, answers, database_url, free_port
from tests.realtime.server import wait_until

START_SECONDS = 60


class Process:
    """A `manage.py` command that can be killed and comes back on the same port."""

    def __init__(self, environment: dict[str, str], log: Path, *command: str) -> None:
        self.environment = environment
        self.log = log
        self.command = command

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.popen = subprocess.Popen(
                [sys.executable, "manage.py", *self.command],
                cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def kill(self) -> None:
        """As `kill -9` does."""
        self.popen.kill()
        self.popen.wait(10)

    def end(self) -> None:
        """As SIGTERM does; within 10 seconds."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(10)
        finally:
            self.kill()


class Server(Process):
    """`manage.py serve`; `base` is its address over HTTP."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        super().__init__(environment, log, "serve")
        self.port = int(environment["PORT"])
        self.base = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        super().start()
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        wait_until(lambda: answers(self.port) or self.popen.poll() is not None, START_SECONDS)
        assert self.popen.poll() is None, self.log.read_text()[-3000:]


class House:
    """Processes that share the test's database. All must end politely, and none may have logged a
    traceback."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.processes: list[Process] = []
        self.first_port = free_port()
        self.environment = {
            **os.environ,
            "DEBUG": "true",
            "DJANGO_SETTINGS_MODULE": "handoff.settings",
            "DATABASE_URL": database_url(),
            "REDIS_URL": "",
            "MESSENGER_GRAPH_URL": f"http://127.0.0.1:{self.first_port}/simulator/graph",
            **environment,
        }

    def server(self, **settings: str) -> Server:
        """A server more. The simulator that messages are sent to is the first one's."""
        number = len(self.processes)
        port = free_port() if number else self.first_port
        environment = {**self.environment, "PORT": str(port), **settings}
        server = Server(environment, self.folder / f"process-{number}.log")
        self.processes.append(server)
        server.start()
        return server

    def worker(self) -> Process:
        number = len(self.processes)
        worker = Process(self.environment, self.folder / f"process-{number}.log", "run_worker")
        self.processes.append(worker)
        worker.start()
        return worker

    def logs(self) -> str:
        return "\n".join(process.log.read_text() for process in self.processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self.processes):
            process.end()
        if fault is None:
            faults = tracebacks_in(self.logs())
            assert not faults, "\n\n".join(faults[:5])


def tracebacks_in(log: str) -> list[str]:
    """The line before each traceback, and its end."""
    faults: list[list[str]] = []
    before, inside = "", False
    for line in log.splitlines():
        if line.startswith("Traceback"):
            faults.append([before])
            inside = True
        elif inside and not line.startswith(" "):
            inside = False
            faults[-1].append(line)
        if inside:
            faults[-1].append(line)
        before = line
    return ["\n".join([lines[0], *lines[-14:]]) for lines in faults]
