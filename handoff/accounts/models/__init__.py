"""What is stored about people: companies and users, and how they prove who they are."""

from handoff.accounts.models.failures import SignInFailures
from handoff.accounts.models.invitations import Invitation
from handoff.accounts.models.keys import ApiKey
from handoff.accounts.models.people import Company, Role, User
from handoff.accounts.models.sign_ins import SignIn

__all__ = ["ApiKey", "Company", "Invitation", "Role", "SignIn", "SignInFailures", "User"]
