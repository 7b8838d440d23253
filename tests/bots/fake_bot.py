"""A bot of our own for one test: it answers as it is told, and keeps what it was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.answering import Answering, FakeServer


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


class FakeBot(FakeServer):
    """Answers each request with the next of `answers`, the last one again and again; keeps what
    it was `asked`."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []

    def says(self, *answers: Answering) -> None:
        self.answers = list(answers)

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
