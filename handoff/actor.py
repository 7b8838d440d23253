"""Who does a thing: the same frozen description through every door and in every action."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    MACHINE = "machine"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts.

    `company_id` is None only for superusers, who see every company. `door` names the way in
    (`rest`, `websocket`, `desk`, `admin`, `messenger`, `worker`); it is written into records.
    `sign_in_id` names the sign-in it came by, where a gateway must know when that ends.
    A `machine` acts for a user with an API key (`key_id`), within `scopes`; None: all of the role.
    `participant` names one who writes from outside and acts for himself, `<kind>:<id>` as in
    `visitor:7`; `session_id` is the session that a participant without an account came by.
    """

    kind: ActorKind
    company_id: int | None
    door: str
    user_id: int | None = None
    role: str = ""
    name: str = ""
    email: str = ""
    sign_in_id: int | None = None
    key_id: int | None = None
    scopes: frozenset[str] | None = None
    participant: str = ""
    session_id: int | None = None

    @property
    def is_superuser(self) -> bool:
        return self.role == "superuser"

    @property
    def is_admin(self) -> bool:
        return self.role in ("admin", "superuser")

    @property
    def is_team(self) -> bool:
        """Agents and admins of a company, and superusers."""
        return self.role in ("agent", "admin", "superuser")

    @property
    def identity(self) -> str:
        """Who it is, whatever the door and the number of sockets: what limits are counted by."""
        return self.participant or f"user:{self.user_id}"

    def participant_id(self, kind: str) -> int | None:
        """The id of a participant of this kind; None for everybody else."""
        found, _, number = self.participant.partition(":")
        return int(number) if found == kind else None


def bot_of(company_id: int) -> Actor:
    """The bot of a company, as the outbox runs it."""
    return Actor(kind=ActorKind.BOT, company_id=company_id, door="worker", name="Bot")


def customer_of(company_id: int, *, name: str, door: str) -> Actor:
    """Somebody who writes from outside."""
    return Actor(kind=ActorKind.CUSTOMER, company_id=company_id, door=door, name=name)


def system_of(company_id: int, *, door: str) -> Actor:
    """The server itself: timers, provider's news, reactions to other news."""
    return Actor(kind=ActorKind.SYSTEM, company_id=company_id, door=door)
