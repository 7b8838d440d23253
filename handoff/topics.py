"""What one may listen to, and who may.

A topic is a short text, `<kind>:<id>`. An action picks the topics of its news; a gateway asks
`own` what an actor hears without asking, and `heard` for what it asks for or replays. Both answer
for this moment: whoever listens on is asked about again when it changes (`Hub.retopic`). Rooms
register the rule of their kind of topic in `AppConfig.ready`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from handoff.actor import Actor
from handoff.numbers import number_in

Rule = Callable[[Actor, Collection[int]], Iterable[int]]
Own = Callable[[Actor], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`rule(actor, ids)`: those that the actor may hear. `own(actor)`: what comes unasked.

    Each costs one query at most, however many ids there are.
    """

    rule: Rule
    own: Own


_kinds: dict[str, Kind] = {}


def register(kind: str, rule: Rule, *, own: Own = lambda actor: ()) -> None:
    """Say who may listen to topics of this kind."""
    if kind in _kinds:
        raise ValueError(f"The topic {kind!r} is registered twice.")
    _kinds[kind] = Kind(rule, own)


def team(company_id: int) -> str:
    """What the agents and admins of a company hear."""
    return f"team:{company_id}"


def agents(company_id: int) -> str:
    """What is told to all agents of a company at their website desk: new chats, who is there.

    Narrower than `team`, on which every message of every conversation comes too.
    """
    return f"agents:{company_id}"


def agent(user_id: int) -> str:
    """What concerns one agent alone."""
    return f"agent:{user_id}"


def conversation(conversation_id: int) -> str:
    """What both sides of a conversation hear. Never notes or system lines."""
    return f"conversation:{conversation_id}"


def room(room_id: int) -> str:
    """What anybody may hear of a hotel room: who answers there, and nothing else."""
    return f"room:{room_id}"


def heard(actor: Actor, topics: Iterable[str]) -> frozenset[str]:
    """Those of these topics that the actor may hear now. Unknown kinds and odd ids: nobody."""
    asked: dict[str, set[int]] = defaultdict(set)
    for topic in topics:
        kind, _, text = topic.partition(":")
        number = number_in(text)
        if kind in _kinds and number is not None:
            asked[kind].add(number)
    return frozenset(
        f"{kind}:{id}" for kind, ids in asked.items() for id in _kinds[kind].rule(actor, ids)
    )


def may_listen(actor: Actor, topic: str) -> bool:
    """Whether the actor may hear this topic now."""
    return topic in heard(actor, [topic])


def own(actor: Actor, *kinds: str) -> frozenset[str]:
    """What the actor hears without asking, of these kinds."""
    return frozenset(f"{kind}:{id}" for kind in kinds for id in _kinds[kind].own(actor))


def _of_company(actor: Actor, ids: Collection[int]) -> Iterable[int]:
    if not actor.is_team:
        return ()
    return [id for id in ids if actor.is_superuser or id == actor.company_id]


def _own_company(actor: Actor) -> Iterable[int]:
    """None for superusers: they belong to no company, and hear no news unasked."""
    return (actor.company_id,) if actor.is_team and actor.company_id is not None else ()


def _own_user(actor: Actor) -> Iterable[int]:
    return (actor.user_id,) if actor.is_team and actor.user_id is not None else ()


register("team", _of_company, own=_own_company)
register("agents", _of_company, own=_own_company)
register("agent", lambda actor, ids: set(_own_user(actor)).intersection(ids), own=_own_user)
