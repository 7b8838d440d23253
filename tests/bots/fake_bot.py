"""A bot of our own for one test: a real HTTP server that answers as it is told."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


def reply(status: int, body: object = b"", **headers: str) -> Answering:
    """Answer with a status, a body (JSON unless bytes) and headers (`Retry_After`)."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def stream(pieces: Iterable[bytes], *, ends: bool = True) -> Answering:
    """Answer with server-sent events, cut into these pieces."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for piece in pieces:
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            handler.wfile.flush()
        if ends:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            cut(handler)

    return answer


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def half(handler: BaseHTTPRequestHandler) -> None:
    """Begin an answer and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"text": "Sev')
    handler.wfile.flush()
    cut(handler)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Answer with success and never stop."""
    pour(handler, 200, {})


def endless_redirect(handler: BaseHTTPRequestHandler) -> None:
    pour(handler, 302, {"Location": "/elsewhere"})


def pour(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.close_connection = True
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked has hung up: that is what some tests want."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class FakeBot:
    """Answers each request with the next of `answers`, the last one again and again; keeps what
    it was `asked`."""

    def __init__(self) -> None:
        self.answers: list[Answering] = []
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self.server = QuietServer(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def says(self, *answers: Answering) -> None:
        self.answers = list(answers)

    def never(self, handler: BaseHTTPRequestHandler) -> None:
        """Take the request and say nothing until the test is over."""
        self.over.wait(10)
        cut(handler)

    def dripping_headers(self, handler: BaseHTTPRequestHandler) -> None:
        """Send a header line letter by letter, so that each single wait is short."""
        self.drip(handler, b"HTTP/1.1 200 OK\r\nX-Slow: ")

    def dripping_body(self, handler: BaseHTTPRequestHandler) -> None:
        self.drip(handler, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")

    def drip(self, handler: BaseHTTPRequestHandler, first: bytes) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(first)
            while not self.over.wait(0.05):
                handler.wfile.write(b"x")
        except OSError:
            pass

    def handler(self) -> type[BaseHTTPRequestHandler]:
        bot = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                bot.asked.append(Asked(self.path, dict(self.headers), raw))
                answer = bot.answers.pop(0) if len(bot.answers) > 1 else bot.answers[0]
                answer(self)

            def log_message(self, format: str, *args: object) -> None: ...

        return Handler

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
