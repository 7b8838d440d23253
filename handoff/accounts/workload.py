"""How many chats agents have. The room that holds the chats says how they are counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

Count = Callable[[Collection[int]], Mapping[int, int]]

_counts: list[Count] = []


def register(count: Count) -> None:
    """`count(user_ids)`: how many active chats each of these agents has, in one query; who has
    none may be left out. It can be given once."""
    if _counts:
        raise ValueError("How chats are counted is registered twice.")
    _counts.append(count)


def chats_of(user_ids: Collection[int]) -> dict[int, int]:
    """How many active chats each of these agents has."""
    counted = _counts[0](user_ids) if _counts else {}
    return {user_id: counted.get(user_id, 0) for user_id in user_ids}
