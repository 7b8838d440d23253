"""What admins are written about their webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handoff.accounts.models import User
from handoff.mail.letters import Letter, address_of
from handoff.outbox.kinds import Stale
from handoff.webhooks.models import WebhookEndpoint

SWITCHED_OFF = "webhook_switched_off"


def switched_off(payload: Mapping[str, Any]) -> Letter:
    """That an endpoint gets nothing any more. Raises `Stale` where that is over, or the reader is
    no admin of the company any more."""
    endpoint = WebhookEndpoint.objects.filter(pk=payload["endpoint_id"]).first()
    if endpoint is None or not endpoint.switched_off_because:
        raise Stale("The endpoint is on again, or removed")
    user = User.objects.admins_of(endpoint.company_id).filter(pk=payload["user_id"]).first()
    if user is None:
        raise Stale("This user is no admin of the company any more")
    return Letter(
        to=user.email,
        subject=f"Handoff sends nothing more to {endpoint}"[:150],
        lines=(
            f"Hello {user.name},",
            f"the webhook “{endpoint}” was switched off: {endpoint.switched_off_because}.",
            f"The last failure: {endpoint.last_failure or endpoint.switched_off_because}.",
        ),
        link=address_of("admin:webhooks_webhookendpoint_change", str(endpoint.pk)),
        link_words="Look at it",
        small="When the other side is well again, switch it on there, and send again what failed.",
    )
