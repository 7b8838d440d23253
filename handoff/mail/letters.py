"""What we write to users. A letter is made when it leaves, from what holds then.

So no link waits in the outbox, where others could read it, and none is older than it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from handoff.accounts.models import Invitation, User
from handoff.accounts.passwords import may_reset
from handoff.outbox.kinds import Stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail with one thing to do: `lines`, then a link, then the small print."""

    to: str
    subject: str
    lines: tuple[str, ...]
    link: str
    link_words: str
    small: str

    def as_mail(self) -> EmailMultiAlternatives:
        """Plain text, with the same as simple HTML beside it."""
        context = {"letter": self}
        mail = EmailMultiAlternatives(
            self.subject, render_to_string("mail/letter.txt", context), to=[self.to]
        )
        mail.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
        return mail


def address_of(name: str, *args: str) -> str:
    """A page of ours as people reach it."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def password_reset(payload: Mapping[str, Any]) -> Letter:
    """A link by which to set a new password. Raises `Stale` if the user may not any more."""
    user = User.objects.filter(pk=payload["user_id"]).first()
    if user is None or not may_reset(user):
        raise Stale("This user may not set a password by mail any more")
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return Letter(
        to=user.email,
        subject="Set a new password for Handoff",
        lines=(
            f"Hello {user.name},",
            "somebody, probably you, wants to set a new password for your account.",
        ),
        link=address_of("password-reset", uid, token),
        link_words="Set a new password",
        small="The link works once, within 4 hours. If it was not you, do nothing: your password "
        "stays as it is.",
    )


def invitation(payload: Mapping[str, Any]) -> Letter:
    """A link by which to become a user. Raises `Stale` if it was revoked or taken up meanwhile."""
    still_open = Invitation.objects.open(timezone.now()).select_related("company", "invited_by")
    found = still_open.filter(pk=payload["invitation_id"]).first()
    if found is None:
        raise Stale("The invitation is used, revoked or too old")
    by = f"{found.invited_by.name} of {found.company}" if found.invited_by else str(found.company)
    return Letter(
        to=found.email,
        subject=f"{found.company} invites you to Handoff",
        lines=(
            "Hello,",
            f"{by} invites you to answer customers with Handoff, as {found.get_role_display()}.",
        ),
        link=address_of("invitation", found.link_token),
        link_words="Come in",
        small="The link works once, within 72 hours. If you do not know who this is, do nothing.",
    )


Writing = Callable[[Mapping[str, Any]], Letter]

LETTERS: dict[str, Writing] = {
    "password_reset": password_reset,
    "invitation": invitation,
}


def register(name: str, write: Writing) -> None:
    """Make a letter of a room above known. A name can be taken once."""
    if name in LETTERS:
        raise ValueError(f"The letter {name!r} is registered twice.")
    LETTERS[name] = write
