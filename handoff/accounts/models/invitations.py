"""Invitations: somebody is to become a user, by a link in a mail."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

from handoff.accounts.models.people import Role
from handoff.tenancy import TeamQuerySet

GOOD_FOR = timedelta(hours=72)
SALT = "handoff.invitation"
INVITED_ROLES = [(Role.AGENT.value, Role.AGENT.label), (Role.ADMIN.value, Role.ADMIN.label)]


def new_nonce() -> str:
    return secrets.token_hex(16)


def in_three_days() -> datetime:
    return timezone.now() + GOOD_FOR


class InvitationQuerySet(TeamQuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Neither taken up, revoked nor expired."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def of_link(self, token: str) -> Invitation | None:
        """The open invitation of a link, with company; None if it is forged, old or used."""
        try:
            named = signing.loads(token, salt=SALT)
            found = self.open(timezone.now()).select_related("company", "invited_by")
            return found.filter(pk=named["id"], nonce=named["nonce"]).first()
        except (signing.BadSignature, KeyError, TypeError, ValueError):
            return None


class Invitation(models.Model):
    """A role in a company, offered to an address. The link in the mail is signed and names
    `nonce`, which changes when it is mailed once more: of several links only the last works."""

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField("e-mail")
    role = models.CharField(max_length=20, choices=INVITED_ROLES, default=Role.AGENT)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=in_three_days, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_pending_per_address",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def link_token(self) -> str:
        """What stands in the link."""
        return signing.dumps({"id": self.pk, "nonce": self.nonce}, salt=SALT)
