"""What news there is about users. Each is told to the team of the company it concerns."""

from dataclasses import dataclass
from typing import ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeactivated(News):
    """Somebody can no longer answer for this company: switched off, moved away or made a customer.

    Who answers for them now is for the rooms above to decide, and their open sockets end.
    """

    type: ClassVar[str] = "user_deactivated"
    user_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserActivated(News):
    """Somebody may sign in again."""

    type: ClassVar[str] = "user_activated"
    user_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked(News):
    """A key is worthless: sockets that it opened end."""

    type: ClassVar[str] = "api_key_revoked"
    key_id: int
    user_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInsEnded(News):
    """Somebody signed out somewhere, or was signed out: sockets that came of these end."""

    type: ClassVar[str] = "sign_ins_ended"
    user_id: int
    company_id: int
    sign_in_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(News):
    """Somebody asks for a link by which to set a new password. Heard by nobody, for the mail."""

    type: ClassVar[str] = "password_reset_requested"
    user_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInvited(News):
    """Somebody is to be mailed an invitation, the first or once more. Heard by nobody."""

    type: ClassVar[str] = "user_invited"
    invitation_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAccessChanged(News):
    """Somebody has another role, company or password: open sockets end, tokens are worthless."""

    type: ClassVar[str] = "user_access_changed"
    user_id: int
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAvailabilityChanged(News):
    """What an agent's status is, also when it was set to what it was.

    `reason`: `set` by the agent, `edited` by an admin, `gone` past the grace period, `returned`
    from there, `deactivated`.
    """

    type: ClassVar[str] = "agent_availability_changed"
    agent_id: int
    status: str
    reason: str
