"""Reading pages the way a person does: what stands where."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Protocol

VOID = {"meta", "link", "input", "br", "img", "path", "circle", "rect", "use"}


class Answer(Protocol):
    """What a test's browser got."""

    @property
    def content(self) -> bytes: ...


class _Reader(HTMLParser):
    """Collects the text of every element that carries a class, an id or `data-…`."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, set[str], list[str]]] = []
        self.texts: list[tuple[set[str], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        marks = {tag}
        for name, value in attrs:
            if name == "class":
                marks |= {f".{part}" for part in (value or "").split()}
            if name == "id":
                marks.add(f"#{value}")
        self.open.append((tag, marks, []))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID:
            name, marks, parts = self.open.pop()
            text = " ".join("".join(parts).split())
            self.texts.append((marks, text))
            if self.open:
                self.open[-1][2].append(f" {text} " if text else "")
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1][2].append(data)


def texts(response: Answer, *marks: str) -> list[str]:
    """The texts of all elements with these marks (`main`, `.row`, `#alert`), in order of ending."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return [text for has, text in reader.texts if set(marks) <= has]


def text(response: Answer, *marks: str) -> str:
    """The text of the one element with these marks."""
    found = texts(response, *marks)
    assert len(found) == 1, f"{marks}: {found}"
    return found[0]
