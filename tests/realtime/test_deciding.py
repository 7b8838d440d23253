"""What may be heard is decided from the state of now, also where that changes meanwhile."""

from __future__ import annotations

import asyncio

from handoff.realtime.deciding import Decisions
from handoff.realtime.feed import Feed
from handoff.realtime.listener import Listener
from tests.realtime.news import MemoryJournal, agent
from tests.realtime.stage import Plain


def test_what_changes_during_a_decision_has_it_made_again() -> None:
    async def play() -> tuple[list[str], frozenset[str], bool]:
        begun: list[str] = []
        goes_on = asyncio.Event()

        async def decide(listener: Listener) -> frozenset[str]:
            begun.append(f"conversation:{len(begun) + 1}")
            may_hear = frozenset(begun[-1:])
            await goes_on.wait()
            return may_hear

        listener = Listener(agent(), frozenset(), Plain(), kinds=("conversation",))
        feed = Feed(1, MemoryJournal(), lambda event: None)
        feed.add(listener)
        listener.begin(0)
        decisions = Decisions(decide, lambda listener: feed)
        decided = decisions.ask(listener)
        await asyncio.sleep(0)
        assert len(begun) == 1
        decisions.ask(listener)
        goes_on.set()
        await decided
        return begun, listener.topics, listener.is_holding

    begun, topics, is_holding = asyncio.run(play())
    assert begun == ["conversation:1", "conversation:2"]
    assert topics == {"conversation:2"}
    assert not is_holding
