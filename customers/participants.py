"""Who writes from outside, as an actor: one function from a token or a user.

A participant is a visitor of a website or a guest of a hotel room, with a token of a session of
his own, or a user of role `customer`, who is a visitor from the first time on. Participants see and
hear their own conversations and nothing else; a participant's token opens no door of the team.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from customers.models import Guest, ParticipantSession, Visitor
from handoff.accounts import authentication
from handoff.accounts.models import ApiKey, Role, SignIn, User
from handoff.accounts.tokens import InvalidToken, session_id_from_token
from handoff.actor import Actor

Proof = SignIn | ApiKey | ParticipantSession


def proof_from(word: str) -> Proof:
    """What a token or key stands for at a door that participants may use too.

    Raises `InvalidToken` or `InvalidKey`, both `NotAuthenticated`.
    """
    session_id = session_id_from_token(word)
    if session_id is None:
        return authentication.proof_from(word)
    session = live_session(session_id)
    if session is None:
        raise InvalidToken
    session.note_seen()
    return session


def actor_from(proof: Proof | User, *, door: str) -> Actor:
    """Who acts: a user of role `customer` is the visitor of that user, made on first use."""
    actor = proof.as_actor(door=door)
    if isinstance(proof, ParticipantSession) or actor.role != Role.CUSTOMER:
        return actor
    user = proof if isinstance(proof, User) else proof.user
    return replace(actor, participant=f"visitor:{Visitor.objects.of_user(user).pk}")


def live_session(session_id: int) -> ParticipantSession | None:
    """The session with its person, if it has neither ended nor expired."""
    live = ParticipantSession.objects.live(timezone.now()).with_people()
    return live.filter(pk=session_id).first()


def live_sessions(session_ids: Collection[int]) -> set[int]:
    """Those of these sessions that have neither ended nor expired, in one query at most."""
    if not session_ids:
        return set()
    live = ParticipantSession.objects.live(timezone.now())
    return set(live.filter(pk__in=session_ids).values_list("pk", flat=True))


def participant_or_team(request: Request, *, door: str = "rest") -> Actor:
    """Who asks, in views that authenticate with `ParticipantAuthentication`."""
    proof = request.auth or request.user
    assert isinstance(proof, SignIn | ApiKey | ParticipantSession | User)
    return actor_from(proof, door=door)


class ParticipantAuthentication(BaseAuthentication):
    """A token of a user or participant, or an API key, in the `Authorization` header.

    `request.user` is a `User`, or the `Visitor` or `Guest` without an account. For the doors
    of participants only: views of the team keep DRF's default, which knows no such token.
    """

    def authenticate(self, request: Request) -> tuple[User | Visitor | Guest, Proof] | None:
        proof = authentication.proof_in(request, proof_from)
        if proof is None:
            return None
        return (proof.person if isinstance(proof, ParticipantSession) else proof.user), proof

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
