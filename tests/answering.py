"""Real HTTP servers for one test, which answer as they are told."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

Answering = Callable[[BaseHTTPRequestHandler], None]


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


class FakeServer:
    """Listens while the test is inside. `handler` says what is done with a request."""

    def __init__(self) -> None:
        self.answers: list[Answering] = []
        self.over = threading.Event()
        self.server = QuietServer(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        raise NotImplementedError

    def never(self, handler: BaseHTTPRequestHandler) -> None:
        """Take the request and say nothing until the test is over."""
        self.over.wait(10)
        cut(handler)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
