"""docs/socketio.md lists every event, with what it carries."""

from __future__ import annotations

import re
from pathlib import Path

from handoff.realtime.dialects.socketio.frames import WHISPERS
from handoff.realtime.dialects.socketio.requests import ORDERS
from tests.socketio.test_frames import TOLD

TEXT = (Path(__file__).parents[2] / "docs" / "socketio.md").read_text()


def rows_of(heading: str) -> dict[str, str]:
    """Name and payload of each row of the table that begins so."""
    table = TEXT.split(heading)[1].split("\n\n")[0]
    rows = re.findall(r"^\| `([a-z:_]+)` \| (.*?) \|", table, re.MULTILINE)
    return dict(rows)


def test_every_event_that_is_asked_stands_there_and_no_other() -> None:
    assert rows_of("| event | payload | acknowledgement |").keys() == ORDERS.keys()


def test_every_broadcast_stands_there_with_its_keys_and_no_other() -> None:
    listed = rows_of("| event | payload | who hears it |")
    assert listed.keys() == TOLD.keys() | set(WHISPERS.values())
    for name, payload in TOLD.items():
        for key in payload.keys() - {"cursor"}:
            assert f"`{key}`" in listed[name], (name, key)
