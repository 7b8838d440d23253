"""A Facebook of our own for one test: a real HTTP server that answers as it is told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


def reply(status: int, body: object = b"", **headers: str) -> Answering:
    """Answer with a status, a body (JSON unless bytes) and headers (`Retry_After`)."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def error(status: int, code: int, subcode: int = 0, **more: Any) -> Answering:
    """Answer with the Graph API's `error` object."""
    words = {"message": "Facebook's own words", "code": code, "error_subcode": subcode}
    return reply(status, {"error": {**words, **more}})


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def half(handler: BaseHTTPRequestHandler) -> None:
    """Begin an answer and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"message_id": "m_1"')
    handler.wfile.flush()
    cut(handler)


class FakeGraph:
    """Answers each request with the next of `answers`; keeps what it was `asked`."""

    def __init__(self) -> None:
        self.answers: list[Answering] = []
        self.asked: list[Asked] = []
        self.let_go = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def never(self, handler: BaseHTTPRequestHandler) -> None:
        """Take the request and say nothing until the test is over."""
        self.let_go.wait(10)
        cut(handler)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                graph.asked.append(Asked(self.path, dict(self.headers), json.loads(raw)))
                graph.answers.pop(0)(self)

            def do_GET(self) -> None:
                graph.asked.append(Asked(self.path, dict(self.headers), {}))
                graph.answers.pop(0)(self)

            def log_message(self, format: str, *args: object) -> None: ...

        return Handler

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
