"""How the agent at the desk stands: status, and how many slots are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.accounts.availability import my_availability
from handoff.accounts.models import AgentAvailability
from handoff.accounts.workload import chats_of
from handoff.actor import Actor

Status = AgentAvailability.Status
TONES = {Status.ONLINE: "agent", Status.BUSY: "waiting", Status.AWAY: "waiting"}
CHOICES = (
    (Status.ONLINE, "chats may be accepted"),
    (Status.BUSY, "keeps what there is"),
    (Status.AWAY, "back in a while"),
    (Status.OFFLINE, "not at work"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A status that may be chosen, and what it means."""

    status: AgentAvailability.Status
    meaning: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One's own availability, and how many chats one has."""

    availability: AgentAvailability
    chats: int

    @classmethod
    def of(cls, actor: Actor) -> Standing | None:
        """Two queries; None for superusers, who belong to no company."""
        if actor.company_id is None or actor.user_id is None:
            return None
        return cls(my_availability(actor), chats_of([actor.user_id])[actor.user_id])

    @property
    def slots(self) -> int:
        return self.availability.max_concurrent_chats

    @property
    def word(self) -> str:
        return str(self.availability.get_status_display())

    @property
    def tone(self) -> str:
        return TONES.get(Status(self.availability.status), "")

    @property
    def choices(self) -> list[Choice]:
        current = self.availability.status
        return [Choice(status, meaning, status == current) for status, meaning in CHOICES]

    def why_not_accept(self, skills: Sequence[str]) -> str:
        """Why a chat that needs these skills cannot be accepted now; empty where it can."""
        if not self.availability.is_online:
            return f"You are {self.word.lower()}. Set yourself online to accept chats."
        missing = sorted(set(skills) - set(self.availability.skills))
        if missing:
            return f"This chat needs skills that you do not have: {', '.join(missing)}."
        if self.chats >= self.slots:
            return f"All your slots are taken: {self.chats} of {self.slots} chats. End one first."
        return ""
