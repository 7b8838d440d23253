"""`manage.py serve`: the one way the server is started, on a laptop, in a container and in CI."""

import os
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

# Requests under way get this long to end; whatever still hangs then is cut off.
GRACE_SECONDS = 5
LAST_SECONDS = 9

MAX_FRAME_BYTES = 4 * 1024 * 1024


class Command(BaseCommand):
    help = "Serve HTTP, WebSockets and Socket.IO until SIGTERM or Ctrl+C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, help="the port to listen on; otherwise PORT")
        parser.add_argument("--workers", type=int, default=1, help="processes; more need REDIS_URL")

    def handle(self, *args: Any, host: str, port: int | None, workers: int, **options: Any) -> None:
        if port is not None and port != settings.PORT:
            start_again_with(port)
        if workers > 1 and not settings.REDIS_URL:
            raise CommandError("More than one worker needs REDIS_URL: they hear each other by it.")
        listener = listen_on(host, settings.PORT)
        stop_quietly()
        self.stdout.write(places(), ending="")
        self.stdout.flush()
        config = configuration(workers)
        if workers > 1:
            Workers(config, [listener]).run()
        else:
            config.load()
            Server(config).run([listener])


def start_again_with(port: int) -> None:
    """Start this process anew with `PORT` set: links and the simulator's address come from it."""
    os.environ["PORT"] = str(port)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  (our own argv)


def listen_on(host: str, port: int) -> socket.socket:
    """A bound socket. It takes connections only once the application has started."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise CommandError(
            f"Cannot listen on {host} port {port}: {fault.strerror}. Choose another with PORT."
        ) from fault
    listener.set_inheritable(True)
    return listener


def places() -> str:
    """Where to look, one address a line."""
    lines = [
        f"Desk        {settings.PUBLIC_URL}/desk/",
        f"Admin       {settings.PUBLIC_URL}/admin/",
    ]
    if settings.SIMULATOR:
        lines.append(f"Simulator   {settings.PUBLIC_URL}/simulator/   (plays Facebook Messenger)")
    return "\n".join([*lines, "Ctrl+C or SIGTERM ends the server.", ""])


def configuration(workers: int) -> uvicorn.Config:
    """What was measured to be best, and logs through Django's settings alone."""
    return uvicorn.Config(
        "handoff.asgi:application",
        workers=workers,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def stop_quietly() -> None:
    """Let SIGTERM and Ctrl+C end the process with code 0, also while it is still starting."""

    def leave(signum: int, frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)


def end_at_the_latest() -> threading.Timer:
    """End this process even if a thread hangs. What was acknowledged is stored by then."""
    last = threading.Timer(LAST_SECONDS, os._exit, [1])
    last.daemon = True
    last.start()
    return last


class Server(uvicorn.Server):
    """One process, which ends in time."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        end_at_the_latest()
        super().handle_exit(sig, frame)


class Workers(Multiprocess):
    """Several processes on one socket; those that hang are ended."""

    def run(self) -> None:
        super().run()
        if any(process.exitcode == STARTUP_FAILURE for process in self.processes):
            raise CommandError("The server could not start.")

    def join_all(self) -> None:
        end = time.monotonic() + LAST_SECONDS
        for process in self.processes:
            process.process.join(max(0, end - time.monotonic()))
            process.process.kill()
        super().join_all()
