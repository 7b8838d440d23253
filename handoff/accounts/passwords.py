"""New passwords: by a link in a mail, or by who knows the old one."""

from __future__ import annotations

from handoff import topics
from handoff.accounts import lockout, sign_ins
from handoff.accounts.events import PasswordResetRequested, UserAccessChanged
from handoff.accounts.models import User
from handoff.news.emitting import action, emit


def may_reset(user: User) -> bool:
    """Whether a mailbox is enough to become this user. Not for superusers: who reads a mailbox
    must not own the installation (`manage.py changepassword` is theirs)."""
    return user.is_active and not user.is_superuser and user.company_id is not None


@action
def request_password_reset(address: str) -> None:
    """Mail a link to whoever has this address. Nobody learns whether somebody has."""
    try:
        user = User.objects.get_by_natural_key(address)
    except User.DoesNotExist:
        return
    if may_reset(user) and user.company_id is not None:
        emit(
            PasswordResetRequested(user_id=user.pk, company_id=user.company_id),
            company_id=user.company_id,
            to=[],
        )


@action
def set_password(user: User, password: str, *, keep_sign_in_id: int | None = None) -> None:
    """Give a user a new password. All sessions, tokens and sockets end, but for one that may stay.

    Who may is asked before: a link, or the old password. A lock after wrong ones is lifted. API
    keys stay: they are the company's.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    lockout.unlock(user.email)
    if keep_sign_in_id is not None:
        sign_ins.end_all(user, but=keep_sign_in_id)
        return
    sign_ins.end_untold(user)
    if user.company_id is not None:
        emit(
            UserAccessChanged(user_id=user.pk, company_id=user.company_id),
            company_id=user.company_id,
            to=[topics.team(user.company_id)],
        )
