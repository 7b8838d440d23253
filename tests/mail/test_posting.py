"""Mail leaves through the outbox: retried, refused, never with a secret at rest."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from handoff.accounts.models import User
from handoff.accounts.passwords import request_password_reset
from handoff.outbox.delivering import work_off
from handoff.outbox.models import Delivery


@pytest.fixture
def asked(alice: User) -> User:
    """Alice, who asked for a link."""
    request_password_reset(alice.email)
    return alice


def html_of(letter: Any) -> str:
    return str(letter.alternatives[0].content)


def fail_with(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def send(*_: Any) -> int:
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", send)


def test_is_plain_text_with_the_same_as_html(asked: User, settings: Any) -> None:
    settings.PUBLIC_URL = "https://chat.example"
    work_off()

    (letter,) = mail.outbox
    html = html_of(letter)
    link = next(line for line in str(letter.body).splitlines() if line.startswith("https://"))
    assert (letter.to, letter.subject) == ([asked.email], "Set a new password for Handoff")
    assert link.startswith("https://chat.example/new-password/")
    assert f'href="{link}"' in html
    assert "Hello Alice Adams," in letter.body
    assert "Hello Alice Adams," in html
    assert Delivery.objects.get().state == "sent"


def test_escapes_names_in_html_alone(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(first_name="<b>A&B</b>")
    request_password_reset(alice.email)
    work_off()

    assert "<b>A&B</b>" in mail.outbox[0].body
    assert "&lt;b&gt;A&amp;B" in html_of(mail.outbox[0])


def test_keeps_no_link_in_the_outbox(asked: User) -> None:
    assert Delivery.objects.get().payload == {"letter": "password_reset", "user_id": asked.pk}


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"No such user")}), "failed", "550 No such"),
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"Busy")}), "due", "450 Busy"),
        (smtplib.SMTPDataError(554, b"Spam"), "failed", "554 Spam"),
        (smtplib.SMTPAuthenticationError(535, b"secret"), "due", "user or password in EMAIL_URL"),
        (smtplib.SMTPServerDisconnected("gone"), "due", "SMTPServerDisconnected"),
        (TimeoutError("slow"), "due", "TimeoutError"),
    ],
)
def test_a_fault_is_for_good_or_for_now(
    asked: User, monkeypatch: pytest.MonkeyPatch, fault: Exception, state: str, reason: str
) -> None:
    fail_with(monkeypatch, fault)
    work_off()

    delivery = Delivery.objects.get()
    assert delivery.state == state
    assert reason in delivery.last_error


def test_says_so_where_no_mail_can_be_sent(asked: User, settings: Any) -> None:
    settings.SENDS_MAIL = False
    work_off()

    assert Delivery.objects.get().last_error == (
        "This installation sends no mail: EMAIL_URL is not set"
    )
    assert mail.outbox == []


def test_is_dropped_if_the_user_was_deactivated_meanwhile(asked: User) -> None:
    User.objects.filter(pk=asked.pk).update(is_active=False)
    work_off()

    assert (Delivery.objects.get().state, mail.outbox) == ("cancelled", [])
