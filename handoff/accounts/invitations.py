"""Inviting, inviting once more, revoking, and taking an invitation up."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from handoff.accounts.events import UserInvited
from handoff.accounts.models import Invitation, Role, User
from handoff.accounts.models.invitations import in_three_days, new_nonce
from handoff.accounts.permissions import AdminsOnly
from handoff.actor import Actor
from handoff.errors import Conflict, Invalid, NotFound
from handoff.news.emitting import action, emit
from handoff.scopes import NotForKeys


class InvitationNotFound(NotFound):
    code, sentence = "invitation_not_found", "This invitation is used, revoked or too old"


class AlreadyUser(Conflict):
    code, sentence = "already_user", "Somebody with this address has an account already"


class AlreadyInvited(Conflict):
    code, sentence = "already_invited", "This address is invited already: mail it once more instead"


@action
def invite(actor: Actor, *, email: str, role: str, company_id: int) -> Invitation:
    """Offer a role in the company and mail the link, good for 72 hours and for once.

    Raises `AdminsOnly`, `NotFound` for another's company, `Invalid` for another role,
    `AlreadyUser`, `AlreadyInvited`.
    """
    _refuse_others(actor)
    if not actor.is_superuser and actor.company_id != company_id:
        raise NotFound
    if role not in (Role.AGENT, Role.ADMIN):
        raise Invalid("role must be agent or admin")
    email = email.strip().lower()
    if has_account(email):
        raise AlreadyUser
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                company_id=company_id, email=email, role=role, invited_by_id=actor.user_id
            )
    except IntegrityError as fault:
        raise AlreadyInvited from fault
    _tell(invitation)
    return invitation


@action
def invite_again(actor: Actor, *, invitation_id: int) -> Invitation:
    """Mail a new link, good for another 72 hours; the one before works no more.

    Raises `AdminsOnly` or `InvitationNotFound`.
    """
    invitation = _pending_for(actor, invitation_id)
    invitation.nonce, invitation.expires_at = new_nonce(), in_three_days()
    invitation.save(update_fields=["nonce", "expires_at"])
    _tell(invitation)
    return invitation


@action
def revoke_invitation(actor: Actor, *, invitation_id: int) -> Invitation:
    """Take it back: the link works no more. Raises `AdminsOnly` or `InvitationNotFound`."""
    invitation = _pending_for(actor, invitation_id)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


@action
def accept_invitation(token: str, *, first_name: str, last_name: str, password: str) -> User:
    """Become a user by the link's token. Of two at once, one does.

    Raises `InvitationNotFound` and `AlreadyUser`.
    """
    invitation = Invitation.objects.of_link(token)
    now = timezone.now()
    if invitation is None:
        raise InvitationNotFound
    still_open = Invitation.objects.open(now).filter(pk=invitation.pk, nonce=invitation.nonce)
    if not still_open.update(accepted_at=now):
        raise InvitationNotFound
    if has_account(invitation.email):
        raise AlreadyUser
    return User.objects.create_user(
        invitation.email,
        password,
        first_name=first_name,
        last_name=last_name,
        role=invitation.role,
        company_id=invitation.company_id,
    )


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address, whatever its case."""
    return User.objects.alias(address=Lower("email")).filter(address=email.lower()).exists()


def _pending_for(actor: Actor, invitation_id: int) -> Invitation:
    _refuse_others(actor)
    pending = Invitation.objects.visible_to(actor).filter(accepted_at=None, revoked_at=None)
    invitation = pending.select_for_update(of=("self",)).filter(pk=invitation_id).first()
    if invitation is None:
        raise InvitationNotFound
    return invitation


def _refuse_others(actor: Actor) -> None:
    if not actor.is_admin:
        raise AdminsOnly
    if actor.key_id is not None:
        raise NotForKeys


def _tell(invitation: Invitation) -> None:
    emit(
        UserInvited(invitation_id=invitation.pk, company_id=invitation.company_id),
        company_id=invitation.company_id,
        to=[],
    )
