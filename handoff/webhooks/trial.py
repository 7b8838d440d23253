"""Sending a test event, and what the endpoint answered."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass

from django.utils import timezone

from conversations.serializers import time_text
from handoff.connections import let_database_go
from handoff.encryption import UNREADABLE
from handoff.outgoing.faults import OutgoingFault
from handoff.webhooks.models import WebhookEndpoint
from handoff.webhooks.sending import Answer, ask

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Either there is an `answer`, or a `failure` in words."""

    event_id: str
    seconds: float
    answer: Answer | None = None
    failure: str = ""


def send_test(endpoint: WebhookEndpoint) -> Trial:
    """Send one event of type `test`, signed like all others, also to one that is switched off.

    Bounded by the time of a try. Stores nothing, counts for nothing, and holds no connection to
    the database while it waits. Raises nothing of its own.
    """
    event_id = f"{endpoint.company_id}-test-{secrets.token_hex(8)}"
    body = {
        "id": event_id,
        "cursor": 0,
        "type": "test",
        "data": {"message": "A test event of Handoff"},
        "created_at": time_text(timezone.now()),
    }
    let_database_go()
    begun_at = time.monotonic()
    answer, failure = None, ""
    try:
        if not endpoint.secret:
            failure = f"The secret is lost. {UNREADABLE}"
        else:
            held = endpoint.secrets_at(timezone.now())
            answer = ask(endpoint.url, held, body, attempt=1, reads_success=True)
    except OutgoingFault as fault:
        failure = str(fault)
    except Exception as fault:
        logger.exception("A test event for webhook %s met an unexpected fault", endpoint.pk)
        failure = f"Unexpected fault: {type(fault).__name__}"
    return Trial(
        event_id=event_id, seconds=time.monotonic() - begun_at, answer=answer, failure=failure
    )
