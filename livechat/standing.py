"""How agents stand, for many at once: asked by queue and workload."""

from __future__ import annotations

from collections.abc import Collection

from handoff.accounts.models import AgentAvailability


def standings_of(user_ids: Collection[int]) -> dict[int, AgentAvailability]:
    """Status, slots and skills of each of these agents; the defaults where none were set."""
    known = AgentAvailability.objects.in_bulk(user_ids)
    return {id: known.get(id) or AgentAvailability(user_id=id) for id in user_ids}


def count_online(company_id: int) -> int:
    """How many agents of a company may accept chats now."""
    online = AgentAvailability.objects.of_team().filter(user__company=company_id)
    return online.filter(status=AgentAvailability.Status.ONLINE).count()
