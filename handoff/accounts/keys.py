"""Making, reading and revoking API keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from handoff import topics
from handoff.accounts.events import ApiKeyRevoked
from handoff.accounts.models.keys import MARK, PREFIX_LENGTH, ApiKey, hash_of, new_key
from handoff.accounts.permissions import AdminsOnly, get_colleague_for
from handoff.actor import Actor
from handoff.errors import Invalid, NotAuthenticated, NotFound
from handoff.news.emitting import action, emit
from handoff.scopes import SCOPES, NotForKeys


class InvalidKey(NotAuthenticated):
    code, sentence = "invalid_key", "Invalid, expired or revoked API key"


class KeyNotFound(NotFound):
    code, sentence = "key_not_found", "API key not found"


def is_key(text: str) -> bool:
    """Whether a bearer's text claims to be a key and not a token."""
    return text.startswith(MARK)


def key_of(text: str) -> ApiKey:
    """The key of this text, with user and company. Raises `InvalidKey`, also when its user is
    deactivated, a customer by now, or with another company."""
    key = ApiKey.objects.named_by(text)
    if key is None or not key.stands:
        raise InvalidKey
    key.note_use()
    return key


@action
def make_key(
    actor: Actor, *, user_id: int, name: str, scopes: Sequence[str], expires_at: datetime | None
) -> tuple[ApiKey, str]:
    """A new key for a colleague, and its text, which is known only now.

    Raises `AdminsOnly`, `UserNotFound`, and `Invalid` for unknown scopes, none, or a user without
    a company.
    """
    _refuse_others(actor)
    user = get_colleague_for(actor, user_id)
    if user.is_superuser or user.company_id is None:
        raise Invalid("A key acts for somebody of a company, not for a superuser")
    if not scopes or not SCOPES.keys() >= set(scopes):
        raise Invalid(f"scopes must be some of {', '.join(SCOPES)}")
    text = new_key()
    key = ApiKey.objects.create(
        company_id=user.company_id,
        user=user,
        name=name,
        scopes=sorted(set(scopes)),
        prefix=text[:PREFIX_LENGTH],
        hash=hash_of(text),
        created_by_id=actor.user_id,
        expires_at=expires_at,
    )
    return key, text


@action
def revoke_key(actor: Actor, *, key_id: int) -> ApiKey:
    """End a key and its sockets, at once and for good. Twice is as good as once.

    Raises `AdminsOnly` or `KeyNotFound`.
    """
    _refuse_others(actor)
    key = ApiKey.objects.visible_to(actor).filter(pk=key_id).first()
    if key is None:
        raise KeyNotFound
    now = timezone.now()
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        key.revoked_at = now
        emit(
            ApiKeyRevoked(key_id=key.pk, user_id=key.user_id, company_id=key.company_id),
            company_id=key.company_id,
            to=[topics.team(key.company_id)],
        )
    return key


def _refuse_others(actor: Actor) -> None:
    if not actor.is_admin:
        raise AdminsOnly
    if actor.key_id is not None:
        raise NotForKeys
