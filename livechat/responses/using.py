"""Using a canned response: nothing is written, a text is made."""

from __future__ import annotations

from collections.abc import Mapping

from handoff.actor import Actor
from livechat.responses.facts import facts_of_session
from livechat.responses.permissions import get_response_for
from livechat.responses.variables import Filled, fill


def use_response(
    actor: Actor, *, response_id: int, variables: Mapping[str, str], session_id: int | None = None
) -> Filled:
    """The text with these values; what is not given, of the session. Values are put in as text.

    Raises ResponseNotFound, TeamOnly, SessionNotFound, FilledTooLong.
    """
    response = get_response_for(actor, response_id)
    facts = {} if session_id is None else facts_of_session(actor, session_id)
    given = {name: value for name, value in variables.items() if value.strip()}
    return fill(response.content, {**facts, **given})
