"""What can be done with canned responses. The only writers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from handoff.actor import Actor
from handoff.errors import Conflict, NotFound
from handoff.news.emitting import action
from livechat.models import CannedResponse
from livechat.responses.permissions import get_changeable_response_for, refuse_others

MOST_RESPONSES = 500


class ShortcutTaken(Conflict):
    code = "shortcut_taken"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, details={"shortcut_key": [sentence]})


class TooManyResponses(Conflict):
    code = "too_many_canned_responses"
    sentence = f"One person has at most {MOST_RESPONSES} canned responses: remove one first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What people choose about a response, checked: `CannedResponse` says what each is."""

    title: str
    content: str
    category: str
    shortcut_key: str
    is_shared: bool
    other_variables: Sequence[str]


@action
def create_response(
    actor: Actor, *, company_id: int, owner_id: int, wishes: Wishes
) -> CannedResponse:
    """Keep a new one of this owner; what he keeps already, word for word and under the same
    shortcut, is answered as it is. Raises TeamOnly, NotFound, ShortcutTaken, TooManyResponses."""
    refuse_others(actor)
    if not actor.is_superuser and (company_id, owner_id) != (actor.company_id, actor.user_id):
        raise NotFound
    kept = CannedResponse.objects.with_people().filter(owner=owner_id, **asdict(wishes))
    if wishes.shortcut_key and (same := kept.first()):
        return same
    if CannedResponse.objects.filter(owner=owner_id).count() >= MOST_RESPONSES:
        raise TooManyResponses
    response = CannedResponse(company_id=company_id, owner_id=owner_id, **asdict(wishes))
    _keep(response, lambda: response.save(force_insert=True))
    return response


@action
def change_response(actor: Actor, *, response_id: int, wishes: Wishes) -> CannedResponse:
    """Other wishes; the owner stays. Raises ResponseNotFound, NotYourResponse, ShortcutTaken."""
    response = get_changeable_response_for(actor, response_id)
    for name, value in asdict(wishes).items():
        setattr(response, name, value)
    response.updated_at = timezone.now()
    _keep(response, response.save)
    return response


@action
def delete_response(actor: Actor, *, response_id: int) -> None:
    """Remove it. Raises ResponseNotFound, NotYourResponse."""
    get_changeable_response_for(actor, response_id).delete()


def why_taken(response: CannedResponse) -> str:
    """Why its shortcut cannot be kept, in a sentence; empty if it can."""
    if not response.shortcut_key:
        return ""
    others = CannedResponse.objects.exclude(pk=response.pk)
    same = others.filter(shortcut_key=response.shortcut_key)
    if same.filter(owner=response.owner_id).exists():
        return "Another of this person's responses has this shortcut"
    if response.is_shared and same.filter(company=response.company_id, is_shared=True).exists():
        return "Another shared response has this shortcut"
    return ""


def _keep(response: CannedResponse, save: Callable[[], None]) -> None:
    """Save behind the database's constraints. Raises `ShortcutTaken`."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as fault:
        if reason := why_taken(response):
            raise ShortcutTaken(reason) from fault
        raise
