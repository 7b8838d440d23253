"""What can be done with users. News goes to the team of the company that it concerns."""

from handoff import topics
from handoff.accounts import lockout, sign_ins
from handoff.accounts.events import UserAccessChanged, UserActivated, UserDeactivated
from handoff.accounts.models import Role, User
from handoff.accounts.permissions import AdminsOnly, get_user_for
from handoff.actor import Actor
from handoff.errors import Forbidden
from handoff.news.emitting import action, emit


class NotYourself(Forbidden):
    code, sentence = "not_yourself", "You cannot do this to your own account"


class SuperusersOnly(Forbidden):
    code, sentence = "superusers_only", "Only superusers may do this"


@action
def deactivate_user(actor: Actor, *, user_id: int) -> User:
    """Shut a user out at once: sessions, tokens and sockets end. Twice is as good as once.

    Raises `AdminsOnly`, `UserNotFound`, and `NotYourself`, so that no company locks itself out.
    """
    user = _user_to_change(actor, user_id)
    if user.pk == actor.user_id:
        raise NotYourself
    if _set_active(user, False):
        sign_ins.end_untold(user)
        _tell(UserDeactivated, user)
    return user


@action
def activate_user(actor: Actor, *, user_id: int) -> User:
    """Let a user in again. Raises `AdminsOnly` or `UserNotFound`."""
    user = _user_to_change(actor, user_id)
    if _set_active(user, True):
        _tell(UserActivated, user)
    return user


@action
def change_standing(
    actor: Actor, *, user_id: int, role: str, company_id: int | None, is_superuser: bool
) -> User:
    """Give a user a role and a company. Old tokens are worthless from here on.

    Raises `AdminsOnly`, `UserNotFound`, `NotYourself` (nobody lowers his own rights), and
    `SuperusersOnly` where somebody else would move a user or appoint a superuser.
    """
    user = _user_to_change(actor, user_id)
    before = (user.role, user.company_id, user.is_superuser)
    if before == (role, company_id, is_superuser):
        return user
    if user.pk == actor.user_id:
        raise NotYourself
    if before[1:] != (company_id, is_superuser) and not actor.is_superuser:
        raise SuperusersOnly
    leaves = user.is_active and (user.company_id != company_id or role == Role.CUSTOMER)
    # First the row, then the news, to the company that is left: whoever takes a conversation for
    # this user waits at the row and finds it changed.
    User.objects.filter(pk=user.pk).update(role=role, company=company_id, is_superuser=is_superuser)
    _tell(UserDeactivated if leaves else UserAccessChanged, user)
    user.role, user.company_id, user.is_superuser = role, company_id, is_superuser
    return user


@action
def edit_rights(
    actor: Actor, *, user_id: int, is_active: bool, role: str, company_id: int | None,
    is_superuser: bool,
) -> User:  # fmt: skip
    """All of a user's rights at once, in one transaction. Raises what the single actions raise."""
    user = change_standing(
        actor, user_id=user_id, role=role, company_id=company_id, is_superuser=is_superuser
    )
    if user.is_active != is_active:
        change_active = activate_user if is_active else deactivate_user
        return change_active(actor, user_id=user_id)
    return user


@action
def end_access(actor: Actor, *, user_id: int) -> User:
    """A user's password was changed: end all sign-ins and open sockets.

    (Sessions and tokens from before name the old password's hash, so they are worthless anyway.)
    Raises `AdminsOnly` or `UserNotFound`.
    """
    user = _user_to_change(actor, user_id)
    sign_ins.end_untold(user)
    _tell(UserAccessChanged, user)
    return user


def unlock_user(actor: Actor, *, user_id: int) -> User:
    """Let a user sign in again who is locked after wrong passwords.

    Raises `AdminsOnly` or `UserNotFound`.
    """
    user = _user_to_change(actor, user_id)
    lockout.unlock(user.email)
    return user


def _user_to_change(actor: Actor, user_id: int) -> User:
    if not actor.is_admin:
        raise AdminsOnly
    return get_user_for(actor, user_id)


def _set_active(user: User, active: bool) -> bool:
    """Whether this call changed it: of two at once, one tells."""
    user.is_active = active
    changed = User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active)
    return changed == 1


def _tell(news: type[UserDeactivated | UserActivated | UserAccessChanged], user: User) -> None:
    """A superuser without a company has no team that could hear it."""
    if user.company_id is not None:
        emit(
            news(user_id=user.pk, company_id=user.company_id),
            company_id=user.company_id,
            to=[topics.team(user.company_id)],
        )
