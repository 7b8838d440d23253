"""Who is at a guest's page: what the browser remembers, and whether it still holds.

The token of a guest's session is the one that REST gives out. Here a cookie keeps it, out of reach
of scripts and of every other room's page; the page hands it to its own script for the one request
that needs it (`/pusher/auth`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from conversations.models import Conversation
from customers.models import Guest, ParticipantSession, Room
from handoff.accounts.tokens import participant_token_for, session_id_from_token
from handoff.actor import Actor

COOKIE = "handoff-guest"
CHECKED_OUT = "You have been checked out. Thank you for staying with us."
EXPIRED = "This device has not been used for a while. Please enter the PIN again."


@dataclass(frozen=True, slots=True)
class Stay:
    """A live session in this room, and the conversation that goes with it."""

    session: ParticipantSession
    guest: Guest
    conversation: Conversation

    @property
    def actor(self) -> Actor:
        return self.session.as_actor(door="guest")

    @property
    def token(self) -> str:
        return participant_token_for(self.session.pk, expires_at=self.session.expires_at)


def remembered(request: HttpRequest, room: Room) -> ParticipantSession | None:
    """The session in this room that the browser was given last, live or over."""
    session_id = session_id_from_token(request.COOKIES.get(COOKIE, ""))
    if session_id is None:
        return None
    known = ParticipantSession.objects.with_people().filter(guest__room=room)
    return known.filter(pk=session_id).first()


def stay_of(session: ParticipantSession | None) -> Stay | None:
    """What goes with a session that still holds; notes that it is used."""
    if session is None or session.guest is None or not is_live(session):
        return None
    session.note_seen()
    found = Conversation.objects.of_participant(session.as_actor(door="guest")).with_people()
    conversation = found.first()
    return Stay(session, session.guest, conversation) if conversation else None


def is_live(session: ParticipantSession) -> bool:
    return session.ended_at is None and session.expires_at > timezone.now()


def why_over(session: ParticipantSession | None) -> str:
    """Why the PIN is asked for again, in words; empty for who was never here."""
    if session is None or session.guest is None:
        return ""
    return CHECKED_OUT if session.guest.left_at else EXPIRED


def remember(answer: HttpResponse, session: ParticipantSession, path: str) -> None:
    """Keep the session's token in this browser, for the page of this room alone."""
    answer.set_cookie(
        COOKIE,
        participant_token_for(session.pk, expires_at=session.expires_at),
        path=path.rstrip("/"),
        expires=session.expires_at,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
