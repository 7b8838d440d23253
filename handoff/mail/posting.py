"""Mail as a kind of delivery: written with the deed that wants it, sent and retried outside."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from handoff.accounts.events import PasswordResetRequested, UserInvited
from handoff.mail.letters import LETTERS
from handoff.outbox.actions import schedule
from handoff.outbox.kinds import Kind, Refused, TryAgain
from handoff.outbox.models import Delivery

MAIL = "mail"
RESETS_AN_HOUR = 3
LONGEST_SAYING = 200


def mail() -> Kind:
    """The kind. A mail sent twice is a small harm, one that never comes a greater: so where the
    answer was lost it is sent again. Each step at the server may take `EMAIL_TIMEOUT` seconds."""
    return Kind(name=MAIL, deliver=deliver, repeatable=True, lease_seconds=120, is_swept=True)


def post_password_reset(news: PasswordResetRequested) -> None:
    """At most three an hour to one user, whoever asks."""
    lane = f"mail:user:{news.user_id}"
    lately = Delivery.objects.filter(
        lane=lane, kind=MAIL, created_at__gt=timezone.now() - timedelta(hours=1)
    )
    if lately.count() < RESETS_AN_HOUR:
        post("password_reset", company_id=news.company_id, lane=lane, user_id=news.user_id)


def post_invitation(news: UserInvited) -> None:
    """The link, once for each time that somebody presses the button."""
    lane = f"mail:invitation:{news.invitation_id}"
    post("invitation", company_id=news.company_id, lane=lane, invitation_id=news.invitation_id)


def post(letter: str, *, company_id: int, lane: str, **payload: Any) -> None:
    """Write a letter's delivery into the running transaction: ids alone, no text and no link."""
    schedule(MAIL, company_id=company_id, lane=lane, payload={"letter": letter, **payload})


def deliver(delivery: Delivery) -> None:
    """Write the letter and hand it to the mail server. Raises the outcomes of `outbox.kinds`."""
    if not settings.SENDS_MAIL:
        raise Refused("This installation sends no mail: EMAIL_URL is not set")
    letter = LETTERS[delivery.payload["letter"]](delivery.payload)
    try:
        letter.as_mail().send()
    except smtplib.SMTPRecipientsRefused as fault:
        code, saying = next(iter(fault.recipients.values()))
        raise outcome_of(code, saying) from fault
    except smtplib.SMTPAuthenticationError as fault:
        raise TryAgain("The mail server does not take the user or password in EMAIL_URL") from fault
    except smtplib.SMTPResponseException as fault:
        raise outcome_of(fault.smtp_code, fault.smtp_error) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise TryAgain(f"The mail server cannot be reached ({type(fault).__name__})") from fault


def outcome_of(code: int, saying: bytes | str) -> TryAgain | Refused:
    """5xx is for good, 4xx for now (RFC 5321, 4.2.1)."""
    text = saying.decode("utf-8", "replace") if isinstance(saying, bytes) else saying
    kind = Refused if code >= 500 else TryAgain
    return kind(f"The mail server says {code} {text[:LONGEST_SAYING]}")
