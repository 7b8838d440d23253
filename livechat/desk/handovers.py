"""The desk's pages of shift handovers: offering one's own, and looking at one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conversations.actions.accepting import accept_handover
from conversations.actions.offering import decline_handover, offer_handover, withdraw_handover
from conversations.handovers.permissions import get_handover_for, held_by, on_shift
from conversations.models import Handover
from handoff.accounts.models import User
from handoff.actor import Actor
from handoff.errors import HandoffError, NotFound
from handoff.rest import as_refusal
from livechat.desk.access import at_desk, user_of
from livechat.desk.chats import COLLEAGUES_SHOWN
from livechat.desk.deeds import deed
from livechat.desk.rows import Row, rows_of
from livechat.desk.shift_forms import NOTE, ShiftForm
from livechat.desk.shifts import ShiftPage
from livechat.desk.views import frame_of
from livechat.statistics import workloads_data

MOST_WITH_NOTES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation that goes along, and the note that was typed for it."""

    row: Row
    field: str
    note: str


@deed
@at_desk
def hand_over(request: HttpRequest) -> HttpResponse:
    """Offer one's conversations (`to`, `note`, `offline`, `note-<conversation id>`). An open offer
    leads to its page."""
    actor = user_of(request).as_actor(door="desk")
    company_id, user_id = on_shift_or_not_found(actor)
    open_one = Handover.objects.open().filter(company=company_id, giver=user_id).first()
    if open_one is not None:
        return HttpResponseRedirect(address_of(open_one.pk))
    if request.method != "POST":
        return show_form(request, actor)
    held = held_by(company_id, user_id).order_by("-updated_at", "-pk").values_list("pk", flat=True)
    try:
        wishes = ShiftForm(request.POST, held=list(held[:MOST_WITH_NOTES])).wishes()
        made = offer_handover(actor, **wishes)
    except (HandoffError, DatabaseError) as fault:
        error = as_refusal(fault)
        return show_form(request, actor, alert=error.text, status=error.status)
    return see_other(address_of(made.pk))


def show_form(
    request: HttpRequest, actor: Actor, *, alert: str = "", status: int = 200
) -> HttpResponse:
    """The form, with what had been typed. The latest conversations come first; beyond 200 they go
    along without a note."""
    frame = frame_of(request)
    held = held_by(*on_shift(actor))
    latest = held.with_people().order_by("-updated_at", "-pk")
    rows = rows_of(list(latest[:MOST_WITH_NOTES]), actor)
    names = [f"{NOTE}{row.conversation.pk}" for row in rows]
    notes = [request.POST.get(name, "") for name in names]
    context = frame | {
        "pane": "desk/shift_form.html",
        "pane_title": "Hand over my shift",
        "address": reverse("desk:hand-over"),
        "lines": [Line(*one) for one in zip(rows, names, notes, strict=True)],
        "total": held.count(),
        "most_with_notes": MOST_WITH_NOTES,
        "colleagues": colleagues_of(actor),
        "posted": request.POST,
        "goes_offline": request.method != "POST" or "offline" in request.POST,
        "alert": alert,
    }
    return render(request, "desk/page.html", context, status=status)


def colleagues_of(actor: Actor) -> list[dict[str, Any]]:
    """To whom it may be offered, with status and slots."""
    team = User.objects.team().filter(company=actor.company_id, is_superuser=False)
    others = team.exclude(pk=actor.user_id or 0).order_by("first_name", "last_name", "pk")
    return workloads_data(others[:COLLEAGUES_SHOWN])


@require_safe
@at_desk
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """One handover: what it holds, and what became of it."""
    return show_handover(request, handover_id)


def show_handover(
    request: HttpRequest, handover_id: int, *, alert: str = "", status: int = 200
) -> HttpResponse:
    frame = frame_of(request)
    actor: Actor = frame["actor"]
    page = request.GET.get("page", "")
    shift = ShiftPage(
        handover=get_handover_for(actor, handover_id),
        actor=actor,
        standing=frame["standing"],
        asked_page=int(page) if page.isdecimal() and len(page) < 8 else 1,
    )
    context = frame | {
        "pane": "desk/shift.html",
        "pane_title": shift.heading,
        "address": address_of(handover_id) + (f"?page={shift.page}" if shift.page > 1 else ""),
        "shift": shift,
        "alert": alert,
    }
    return render(request, "desk/page.html", context, status=status)


@deed
@at_desk
def accept(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Take over what is offered."""
    return carry_out(request, handover_id, accept_handover)


@deed
@at_desk
def decline(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Say no, as the colleague who was asked."""
    return carry_out(request, handover_id, decline_handover)


@deed
@at_desk
def withdraw(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Take the own offer back."""
    return carry_out(request, handover_id, withdraw_handover)


def carry_out(request: HttpRequest, handover_id: int, do: Callable[..., Handover]) -> HttpResponse:
    """Do it, and show the handover; refused, with the sentence above it."""
    if request.method == "POST":
        try:
            do(user_of(request).as_actor(door="desk"), handover_id=handover_id)
        except NotFound:
            raise
        except (HandoffError, DatabaseError) as fault:
            error = as_refusal(fault)
            return show_handover(request, handover_id, alert=error.text, status=error.status)
    return see_other(address_of(handover_id))


def on_shift_or_not_found(actor: Actor) -> tuple[int, int]:
    """Superusers belong to no company: for them this page is not there. Raises `NotFound`."""
    if actor.company_id is None:
        raise NotFound
    return on_shift(actor)


def address_of(handover_id: int) -> str:
    return reverse("desk:handover", args=[handover_id])


def see_other(address: str) -> HttpResponse:
    done = HttpResponseRedirect(address)
    done.status_code = 303
    return done
