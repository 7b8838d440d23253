"""Visitors of websites: they arrive and get a token, and their sessions end."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from customers.errors import NotVouchedFor, VisitorNotFound, WidgetNotFound, WrongSite
from customers.models import ParticipantSession, Visitor, Widget
from customers.models.session import LIFETIME
from customers.participants import live_session
from customers.sessions import end_all
from handoff.accounts.tokens import session_id_from_token
from handoff.actor import Actor
from handoff.errors import Forbidden
from handoff.news.emitting import action


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What a browser says of its visitor. `origin` is the site it is on, as the browser sends it.

    `token` is one that it was given before. `user_hash` proves `user_id` (`Widget.vouches_for`).
    """

    widget_key: str
    origin: str = ""
    token: str = ""
    name: str = ""
    email: str = ""
    user_id: str = ""
    user_hash: str = ""


@action
def welcome_visitor(given: Introduction) -> ParticipantSession:
    """Who this is, with a session to write in.

    A known user is the same visitor from every browser. A token that still holds leads back to
    its visitor and session, which then lasts anew; so a reloaded page finds its chat again.
    Raises `WidgetNotFound`, `WrongSite`, `NotVouchedFor`.
    """
    widget = Widget.objects.filter(key=given.widget_key).first()
    if widget is None:
        raise WidgetNotFound
    if not widget.allows(given.origin):
        raise WrongSite
    if given.user_id and not widget.vouches_for(given.user_id, given.user_hash):
        raise NotVouchedFor
    session = _session_of(given.token, widget)
    if given.user_id:
        visitor = _known_visitor(widget, given.user_id)
        if session is None or session.visitor_id != visitor.pk:
            session = _new_session(visitor)
    elif session is None:
        session = _new_session(Visitor.objects.create(company_id=widget.company_id))
    _note_arrival(session, given)
    return session


def _session_of(token: str, widget: Widget) -> ParticipantSession | None:
    """The live session of a token of this company's website."""
    session_id = session_id_from_token(token) if token else None
    session = live_session(session_id) if session_id is not None else None
    is_theirs = (
        session is not None and session.visitor_id and session.company_id == widget.company_id
    )
    return session if is_theirs else None


def _known_visitor(widget: Widget, external_id: str) -> Visitor:
    visitor, _ = Visitor.objects.get_or_create(
        company_id=widget.company_id, external_id=external_id
    )
    return visitor


def _new_session(visitor: Visitor) -> ParticipantSession:
    now = timezone.now()
    return ParticipantSession.objects.create(
        company_id=visitor.company_id,
        visitor=visitor,
        created_at=now,
        last_seen_at=now,
        expires_at=now + LIFETIME,
    )


def _note_arrival(session: ParticipantSession, given: Introduction) -> None:
    now = timezone.now()
    visitor = session.visitor
    assert visitor is not None, "a guest does not arrive on a website"
    visitor.name, visitor.email = given.name or visitor.name, given.email or visitor.email
    visitor.last_seen = now
    visitor.save(update_fields=["name", "email", "last_seen"])
    session.last_seen_at, session.expires_at = now, now + LIFETIME
    session.save(update_fields=["last_seen_at", "expires_at"])


@action
def end_sessions(actor: Actor, *, visitor_id: int) -> int:
    """Make every token of a visitor worthless and end the sockets; admins may.

    Returns how many sessions ended. Raises `Forbidden`, `VisitorNotFound`.
    """
    if not actor.is_admin:
        raise Forbidden
    visitor = Visitor.objects.visible_to(actor).filter(pk=visitor_id).first()
    if visitor is None:
        raise VisitorNotFound
    now = timezone.now()
    return end_all(
        ParticipantSession.objects.live(now).filter(visitor=visitor),
        participant=f"visitor:{visitor.pk}",
        company_id=visitor.company_id,
        at=now,
    )
