"""Who knocks, found out under the limit of refused connections.

Contract README, "Who is asking". Nobody pays for neighbours behind the same address: what is good
opens, whatever was refused before. Past the limit, what cannot be good is refused without a look
into the database, and all else is looked up in one thread, so that a flood holds up nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from handoff.errors import NotAuthenticated
from handoff.realtime.limits import Refusals
from handoff.realtime.threads import reads, strangers

T = TypeVar("T")

refusals = Refusals()


async def find_out(
    network: str, look: Callable[[], T], *, is_worth_a_look: Callable[[], bool]
) -> T:
    """What `look` finds in the database about who knocks from this network.

    Raises what it raises, or `TooManyRefused` instead of `NotAuthenticated` past the limit.
    `is_worth_a_look` tells without the database whether what is shown may be good.
    """
    is_spent = refusals.is_spent(network)
    if is_spent and not is_worth_a_look():
        refusals.count(network)
    try:
        return await (strangers if is_spent else reads).run(look)
    except NotAuthenticated:
        refusals.count(network)
        raise
