"""What is written by hand names what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoff.openapi.generating import description
from handoff.realtime.dialects.dashboard.frames import FRAME_NAMES
from handoff.realtime.dialects.dashboard.requests import ORDERS, PONGS
from handoff.realtime.dialects.dashboard.whispers import WHISPER_NAMES

DOCS = Path(__file__).resolve().parents[2] / "docs"
BY_ITSELF = {"connected", "heartbeat", "resync", "error"}


def headings(document: str) -> set[str]:
    """The code words that are headings."""
    return set(re.findall(r"^### `(\w+)`$", (DOCS / document).read_text(), re.MULTILINE))


def test_every_frame_and_request_has_a_heading() -> None:
    heard = FRAME_NAMES | WHISPER_NAMES | BY_ITSELF
    assert headings("websocket.md") == heard | set(ORDERS) | set(PONGS)


@pytest.mark.parametrize("reply", [order.reply.__name__ for order in ORDERS.values()])
def test_every_reply_is_shown(reply: str) -> None:
    assert f'"type": "{reply}"' in (DOCS / "websocket.md").read_text()


def test_rest_md_names_every_address() -> None:
    text = (DOCS / "rest.md").read_text()
    for path in description()["paths"]:
        last = [part for part in path.split("/") if "{" not in part][-1]
        assert last in text, path
