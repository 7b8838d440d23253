"""Who assists a guest, as the guest sees them: name, role, picture, and whether they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone

from conversations.models import Conversation, Owner
from conversations.staff import staff_role_of
from handoff.accounts.models import AgentAvailability, User
from handoff.accounts.models.sign_ins import SEEN_EVERY

Status = AgentAvailability.Status


@dataclass(frozen=True, slots=True)
class Handler:
    """`image` is a path on this server, or empty."""

    name: str
    role: str
    image: str
    is_online: bool


def handler_of(conversation: Conversation) -> Handler | None:
    """Who has the conversation; None while nobody or the bot has. One query."""
    if conversation.owner != Owner.AGENT or conversation.agent_id is None:
        return None
    now = timezone.now()
    live = Q(sign_ins__ended_at=None, sign_ins__expires_at__gt=now)
    user = (
        User.objects.select_related("availability")
        .annotate(signed_in_seen=Max("sign_ins__last_seen_at", filter=live))
        .get(pk=conversation.agent_id)
    )
    return Handler(
        name=conversation.agent_name,
        role=staff_role_of(user),
        image=user.profile_image_path,
        is_online=is_there(user),
    )


def is_there(user: User) -> bool:
    """Whether somebody of the staff was seen within the grace period, and has not said `away`.

    Availability binds website chats; in rooms it is only shown. Who never set a status is there
    while signed in and active, by whatever app: sign-ins are noted to the minute.
    """
    row: AgentAvailability | None = getattr(user, "availability", None)
    if not user.is_active or (row and row.status == Status.AWAY):
        return False
    seen = [row.last_seen_at if row else None, user.signed_in_seen]  # type: ignore[attr-defined]
    patience = timedelta(seconds=settings.AGENT_GRACE_SECONDS) + SEEN_EVERY
    return any(at is not None and at > timezone.now() - patience for at in seen)
