"""How an endpoint fares: counted, put to rest while it is away, switched off when it is dead.

Whoever changes rows of an endpoint in the outbox locks the endpoint first; the stream comes last.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from handoff.accounts.models import User
from handoff.mail.posting import post
from handoff.news.emitting import action
from handoff.outbox import targets
from handoff.webhooks.following import keep_followed
from handoff.webhooks.letters import SWITCHED_OFF
from handoff.webhooks.models import LONGEST_WORDS, WebhookEndpoint

logger = logging.getLogger(__name__)

SHORTEST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(minutes=5)
LONGEST_REST_ASKED_FOR = timedelta(hours=1)
SWITCHED_OFF_AFTER = timedelta(days=5)
MOST_LETTERS = 50


def note_success(endpoint_id: int) -> None:
    """It took an event. Joins the running transaction."""
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(
        last_success_at=timezone.now(),
        consecutive_failures=0,
        failing_since=None,
        resting_until=None,
    )


@action
def note_failure(
    endpoint_id: int, *, words: str, is_away: bool, rest_seconds: float | None
) -> float | None:
    """Count a try that failed. The seconds that the endpoint rests from now on; None: only the
    lane of what failed waits, after the outbox's own backoff.

    One that is away rests as long as it has been failing, from a second to five minutes, or as
    long as it asks for, up to an hour. After five days of failures alone it is switched off.
    """
    endpoint = _locked(endpoint_id)
    if endpoint is None or not endpoint.is_active:
        return None
    now = timezone.now()
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.consecutive_failures += 1
    endpoint.last_failure_at, endpoint.last_failure = now, words[:LONGEST_WORDS]
    if now - endpoint.failing_since >= SWITCHED_OFF_AFTER:
        _switch_off(endpoint, f"For {SWITCHED_OFF_AFTER.days} days every try failed")
        return None
    if is_away:
        _rest(endpoint, now, rest_seconds)
    endpoint.save()
    if not is_away or endpoint.resting_until is None:
        return None
    return (endpoint.resting_until - now).total_seconds()


@action
def switch_off(endpoint_id: int, *, because: str) -> None:
    """Send it nothing any more, until an admin switches it on again, and tell the admins."""
    endpoint = _locked(endpoint_id)
    if endpoint is None or not endpoint.is_active:
        return
    now = timezone.now()
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.consecutive_failures += 1
    endpoint.last_failure_at, endpoint.last_failure = now, because
    _switch_off(endpoint, because)


def _locked(endpoint_id: int) -> WebhookEndpoint | None:
    return WebhookEndpoint.objects.select_for_update().filter(pk=endpoint_id).first()


def _rest(endpoint: WebhookEndpoint, now: datetime, rest_seconds: float | None) -> None:
    """Put off all that waits for it. Tries that began before the others failed belong to the same
    round and prolong nothing, unless the endpoint asks for it."""
    assert endpoint.failing_since is not None
    if rest_seconds is not None:
        rest = min(timedelta(seconds=rest_seconds), LONGEST_REST_ASKED_FOR)
    elif endpoint.resting_until and now < endpoint.resting_until:
        return
    else:
        rest = min(now - endpoint.failing_since, LONGEST_REST)
    endpoint.resting_until = now + max(rest, SHORTEST_REST)
    targets.put_off(endpoint.target, endpoint.resting_until)


def _switch_off(endpoint: WebhookEndpoint, because: str) -> None:
    endpoint.is_active = False
    endpoint.resting_until = None
    endpoint.switched_off_because = because[:LONGEST_WORDS]
    endpoint.save()
    targets.take_back(endpoint.target, "The endpoint was switched off")
    _tell_admins(endpoint)
    keep_followed(endpoint.company_id)
    logger.error("Webhook %s of company %s was switched off: %s",
                 endpoint.pk, endpoint.company_id, because)  # fmt: skip


def _tell_admins(endpoint: WebhookEndpoint) -> None:
    """By mail, where this installation sends any; the admin page says it in any case."""
    if not settings.SENDS_MAIL:
        return
    admins = User.objects.admins_of(endpoint.company_id)
    for user_id in admins.values_list("pk", flat=True)[:MOST_LETTERS]:
        lane = f"mail:{endpoint.target}:{user_id}"
        post(
            SWITCHED_OFF, company_id=endpoint.company_id, lane=lane,
            user_id=user_id, endpoint_id=endpoint.pk,
        )  # fmt: skip
