"""What is stored about people: companies and users, and how they prove who they are."""

from handoff.accounts.models.availability import AgentAvailability, NoAvailability
from handoff.accounts.models.failures import SignInFailures
from handoff.accounts.models.invitations import Invitation
from handoff.accounts.models.keys import ApiKey
from handoff.accounts.models.people import Company, Role, User
from handoff.accounts.models.sign_ins import SignIn

__all__ = [
    "AgentAvailability",
    "ApiKey",
    "Company",
    "Invitation",
    "NoAvailability",
    "Role",
    "SignIn",
    "SignInFailures",
    "User",
]
