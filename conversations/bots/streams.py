"""Answers that come piece by piece: server-sent events, as chat models send them.

The lines are those of "Server-sent events" in the HTML standard; of its fields only `data` is
used here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

DONE = "[DONE]"


def events(pieces: Iterable[bytes]) -> Iterator[str]:
    """The `data` of each event, wherever the network has cut the stream. Ends after `[DONE]`."""
    data: list[str] = []
    for line in lines(pieces):
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            event, data = "\n".join(data), []
            yield event
            if event == DONE:
                return
    if data:  # some servers leave out the last empty line
        yield "\n".join(data)


def lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.removesuffix(b"\r").decode(errors="replace") for line in whole)
    if rest:
        yield rest.removesuffix(b"\r").decode(errors="replace")
