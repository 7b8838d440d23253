"""Saying at the desk whether one is there."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from handoff.accounts.availability import set_status
from handoff.accounts.models import AgentAvailability
from handoff.errors import HandoffError, Invalid
from handoff.rest import as_refusal
from livechat.desk.access import at_desk, user_of
from livechat.desk.deeds import deed
from livechat.desk.views import Entered, frame_of


@deed
@at_desk
def status(request: HttpRequest) -> HttpResponse:
    """Set one's own status (`status`), and come back to the page of the desk it was set on
    (`back`). Refused: the list, with the reason beside the control."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk:inbox"))
    wanted = request.POST.get("status", "")
    try:
        if wanted not in AgentAvailability.Status.values:
            raise Invalid("Choose online, busy, away or offline.")
        set_status(user_of(request).as_actor(door="desk"), status=wanted)
    except (HandoffError, DatabaseError) as fault:
        error = as_refusal(fault)
        entered = Entered(status=error.status, wrong={"status": error.text})
        context = frame_of(request) | {"entered": entered, "address": reverse("desk:inbox")}
        return render(request, "desk/page.html", context, status=error.status)
    done = HttpResponseRedirect(back_from(request))
    done.status_code = 303
    return done


def back_from(request: HttpRequest) -> str:
    """Where the form stood, if that is a page of the desk; else the list."""
    inbox, back = reverse("desk:inbox"), request.POST.get("back", "")
    return back if back.startswith(inbox) else inbox
