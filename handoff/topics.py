"""What one may listen to, and who may.

A topic is a short text, `<kind>:<id>`. An action picks the topics of its news; a gateway asks
`may_listen` before it lets anybody in, and again for what it replays. Rooms register the rule of
their kind of topic in `AppConfig.ready`.
"""

from collections.abc import Callable

from handoff.actor import Actor

Rule = Callable[[Actor, int], bool]

_rules: dict[str, Rule] = {}


def register(kind: str, rule: Rule) -> None:
    """Say who may listen to topics of this kind: `rule(actor, id)`."""
    if kind in _rules:
        raise ValueError(f"The topic {kind!r} is registered twice.")
    _rules[kind] = rule


def team(company_id: int) -> str:
    """What the agents and admins of a company hear."""
    return f"team:{company_id}"


def conversation(conversation_id: int) -> str:
    """What both sides of a conversation hear. Never notes or system lines."""
    return f"conversation:{conversation_id}"


def may_listen(actor: Actor, topic: str) -> bool:
    """Whether the actor may hear this topic now. Unknown kinds and odd ids: nobody."""
    kind, _, text = topic.partition(":")
    rule = _rules.get(kind)
    return rule is not None and text.isascii() and text.isdigit() and rule(actor, int(text))


register("team", lambda actor, id: actor.is_team and (actor.is_superuser or actor.company_id == id))
