"""A Facebook of our own for one test: it answers as it is told, and keeps what it was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

from tests.answering import Answering, FakeServer, reply


@dataclass(frozen=True)
class Asked:
    """A request that came in; `body` holds its JSON, its form or, of a GET, its query."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    method: str = "POST"
    raw: bytes = b""


def error(status: int, code: int, subcode: int = 0, **more: Any) -> Answering:
    """Answer with the Graph API's `error` object."""
    words = {"message": "Facebook's own words", "code": code, "error_subcode": subcode}
    return reply(status, {"error": {**words, **more}})


def fields_in(form: str) -> dict[str, str]:
    return dict(parse_qsl(form, keep_blank_values=True))


class FakeGraph(FakeServer):
    """Answers each POST with the next of `answers`, each GET with what `files` has at its path;
    keeps what it was `asked` and what was `fetched`."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, Answering] = {}
        self.fetched: list[str] = []
        self.asked: list[Asked] = []

    def handler(self) -> type[BaseHTTPRequestHandler]:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
                path, _, query = self.path.partition("?")
                kind = self.headers["Content-Type"] or ""
                if kind.startswith("application/json"):
                    fields = json.loads(raw)
                elif kind.startswith("multipart/"):
                    fields = {}
                else:
                    fields = fields_in(raw.decode() or query)
                graph.asked.append(Asked(path, dict(self.headers), fields, self.command, raw))
                graph.answers.pop(0)(self)

            do_DELETE = do_POST  # noqa: N815  # a name that http.server asks for

            def do_GET(self) -> None:
                if self.path in graph.files:
                    graph.fetched.append(self.path)
                    graph.files[self.path](self)
                elif graph.answers:
                    self.do_POST()
                else:
                    reply(404)(self)

            def log_message(self, format: str, *args: object) -> None: ...

        return Handler
