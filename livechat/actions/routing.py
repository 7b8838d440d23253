"""Who waits is given to an agent, where the company wants it (contract README, "Document 4").

Off by default: then agents accept. A routed chat is one that its agent might have accepted himself:
the same rule of admission is asked, behind the same locks.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from conversations.actions.guards import require_active
from conversations.actions.ownership import change_owner
from conversations.admission import Admission, admit
from conversations.models import Conversation, Deed, HandoffRecord, Owner
from conversations.models.conversation import OwnerChanged
from handoff.accounts.models import AgentAvailability, User
from handoff.accounts.workload import chats_of
from handoff.actor import system_of
from handoff.errors import HandoffError
from handoff.news.emitting import action
from livechat.models import ChatSession, ChatSettings

REASON = "Routed automatically"
LOOKED_AT_MOST = 500
COMPANIES_AT_ONCE = 200


@dataclass(slots=True)
class Candidate:
    """An agent who is online, with what is free as it was a moment ago."""

    availability: AgentAvailability
    has: int

    @property
    def free(self) -> int:
        return self.availability.max_concurrent_chats - self.has


def route_queues() -> int:
    """Give out who waits, in all companies that want it. Returns how many chats."""
    wanting = ChatSettings.objects.filter(routes_automatically=True).values("company")
    waiting = ChatSession.objects.queue().filter(company__in=wanting)
    companies = waiting.order_by("company").values_list("company", flat=True).distinct()
    return sum(route_queue(company_id) for company_id in companies[:COMPANIES_AT_ONCE])


def route_queue(company_id: int) -> int:
    """In the order of the queue, each to whoever has most free slots. A chat that nobody can take
    lets those behind it pass; who has given one back is not given it again. Returns how many."""
    candidates = candidates_of(company_id)
    if not candidates:
        return 0
    given = 0
    for session_id, skills, let_go_by in waiting_in(company_id):
        chosen = chosen_for(skills, candidates, but=let_go_by)
        if chosen is None:
            continue
        if is_given(session_id, chosen.availability.user_id):
            chosen.has += 1
            given += 1
        else:
            candidates.remove(chosen)
    return given


def waiting_in(company_id: int) -> list[tuple[int, list[str], int | None]]:
    """The first 500 of the queue: session, skills, and who gave it back if somebody did."""
    let_go = HandoffRecord.objects.filter(
        conversation=OuterRef("pk"), epoch=OuterRef("conversation__epoch"), deed=Deed.RELEASED
    )
    queue = ChatSession.objects.queue().filter(company=company_id)
    waiting = queue.annotate(let_go_by=Subquery(let_go.values("from_agent")[:1]))
    return list(waiting.values_list("pk", "required_skills", "let_go_by")[:LOOKED_AT_MOST])


def candidates_of(company_id: int) -> list[Candidate]:
    online = AgentAvailability.objects.of_team().filter(
        user__company=company_id, status=AgentAvailability.Status.ONLINE
    )
    rows = list(online.order_by("pk"))
    chats = chats_of([row.user_id for row in rows])
    return [Candidate(row, chats[row.user_id]) for row in rows]


def chosen_for(
    skills: list[str], candidates: list[Candidate], *, but: int | None
) -> Candidate | None:
    able = [
        candidate for candidate in candidates
        if candidate.free > 0
        and candidate.availability.user_id != but
        and candidate.availability.has_skills(skills)
    ]  # fmt: skip
    return max(able, key=lambda candidate: candidate.free, default=None)


def is_given(session_id: int, agent_id: int) -> bool:
    """Whether it went well. That somebody was faster, or has gone meanwhile, is no fault: the next
    round sees what is then."""
    try:
        give_chat(session_id, agent_id)
    except (HandoffError, OwnerChanged):
        return False
    return True


@action
def give_chat(session_id: int, agent_id: int) -> None:
    """Give a chat that waits to this agent. Raises `OwnerChanged`, NotOnline, SkillsMissing,
    NoFreeSlot, AgentNotAvailable; then nothing has happened."""
    conversation = Conversation.objects.with_people().get(pk=session_id)
    if conversation.owner != Owner.NOBODY or not conversation.is_open:
        raise OwnerChanged
    agent = User.objects.get(pk=agent_id)
    by = system_of(conversation.company_id, door="routing")
    change_owner(
        conversation, Owner.AGENT, deed=Deed.TRANSFERRED, by=by, agent=agent,
        agent_name=agent.name, reason=REASON,
    )  # fmt: skip
    admit(
        Admission(  # as if accepted: status and skills count
            conversation=conversation, agent=require_active(conversation), by=by, deed=Deed.TAKEN
        )
    )
