"""How the desk stands: the queue, and who has how much (contract document 4, part 3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from handoff.accounts.models import User
from handoff.accounts.workload import chats_of
from handoff.actor import Actor
from livechat.models import ChatSession, Status
from livechat.queueing import average_wait_seconds, start_of_today
from livechat.standing import standings_of


def queue_data(actor: Actor) -> dict[str, int]:
    """`pending`, `active`, `closed` today, `average_wait_time` of those accepted today in whole
    seconds, 0 where none was. Today is the company's; for superusers all companies', in UTC."""
    sessions = ChatSession.objects.visible_to(actor)
    today = start_of_today(actor.company_id)
    closed_today = sessions.filter(conversation__closed_at__gte=today)
    return {
        "pending": sessions.in_status(Status.PENDING).count(),
        "active": sessions.in_status(Status.ACTIVE).count(),
        "closed": closed_today.count(),
        "average_wait_time": average_wait_seconds(sessions, since=today) or 0,
    }


def workloads_data(agents: Iterable[User]) -> list[dict[str, Any]]:
    """What each of these agents has and may still take. Two queries for all."""
    agents = list(agents)
    ids = [agent.pk for agent in agents]
    chats, standings = chats_of(ids), standings_of(ids)
    return [
        {
            "agent_id": agent.pk,
            "name": agent.name,
            "status": standings[agent.pk].status,
            "active_chats": chats[agent.pk],
            "max_concurrent_chats": standings[agent.pk].max_concurrent_chats,
            "available_slots": max(0, standings[agent.pk].max_concurrent_chats - chats[agent.pk]),
        }
        for agent in agents
    ]
