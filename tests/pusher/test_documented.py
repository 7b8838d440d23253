"""docs/pusher.md lists every event with what it carries, and every number."""

from __future__ import annotations

import re
from pathlib import Path

from handoff.realtime.pusher import asked, channels, codes, packets, roll, session
from handoff.realtime.pusher.codes import Refused
from tests.pusher.test_frames import TOLD

TEXT = (Path(__file__).parents[2] / "docs" / "pusher.md").read_text()


def table_after(heading: str) -> str:
    return TEXT.split(heading)[1].split("\n\n")[0]


def test_every_event_stands_there_with_its_keys_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", table_after("| event |"), re.MULTILINE))

    assert rows.keys() == TOLD.keys()
    for name, payloads in TOLD.items():
        for key in {key for payload in payloads for key in payload}:
            assert f"`{key}`" in rows[name], (name, key)


def test_every_number_stands_there_and_no_other() -> None:
    numbers = {int(found) for found in re.findall(r"\b4\d{3}\b", table_after("| code |"))}

    used = {number for number, _ in codes.CLOSES.values()}
    used |= {refused.number for refused in Refused.__subclasses__()}
    assert numbers == used | {codes.EventRefused.number}


def test_the_limits_are_those_of_the_code() -> None:
    limits = table_after("| limit |")

    for limit in (
        channels.LONGEST_NAME, channels.LONGEST_USER_ID, channels.MOST_INFO_BYTES,
        packets.LONGEST_EVENT, packets.MOST_DATA_BYTES, session.MOST_SUBSCRIPTIONS,
        session.MOST_FRAME_BYTES, session.FRAMES_AT_ONCE, asked.MOST_EVENTS,
        roll.MOST_MEMBERS,
    ):  # fmt: skip
        assert f"{limit:,}" in limits, limit
