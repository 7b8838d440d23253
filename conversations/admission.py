"""Who may be given one more conversation: a rule per channel, asked while the claim is undecided.

It is asked inside the claiming transaction, on READ COMMITTED, in this order: the conditional
UPDATE of the conversation has changed its row; the agent's row is locked (`FOR NO KEY UPDATE`);
then, in statements of their own, the rule looks at status and skills and counts what the agent
has, this conversation included. What it raises undoes the claim. Two claims for the same agent
wait for each other at his row, so neither counts before the other is committed or undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conversations.models import Conversation, Deed
from handoff.accounts.models import User
from handoff.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A conversation that has just become an agent's, and may be again nobody's in a moment.

    `by` gave it, the agent himself or another; `deed` is `taken` or `transferred`. `forced`: an
    admin wants it over the limit.
    """

    conversation: Conversation
    agent: User
    by: Actor
    deed: Deed
    forced: bool = False


Rule = Callable[[Admission], None]

_rules: dict[str, Rule] = {}


def register(channel: str, rule: Rule) -> None:
    """Say what an agent must have for a conversation of this channel. `rule` raises, or not."""
    if channel in _rules:
        raise ValueError(f"The channel {channel!r} has a rule of admission already.")
    _rules[channel] = rule


def admit(admission: Admission) -> None:
    """Ask the channel's rule, if it has one. Raises what the rule raises."""
    rule = _rules.get(admission.conversation.channel)
    if rule is not None:
        rule(admission)
