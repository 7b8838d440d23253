"""The simulator's pages: the list of phones, a phone, and the trouble that can be asked for."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations.connectors.messenger.simulator import phones
from conversations.connectors.messenger.simulator.files import MOST_BYTES, file_data
from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.gestures import EMOJI
from conversations.connectors.messenger.simulator.models import (
    PhoneMessage,
    Trouble,
    TroubleKind,
)
from conversations.connectors.messenger.simulator.posting import own_address
from customers.models import Page, Widget
from handoff.numbers import id_in

TRY = (
    "What time is breakfast?",
    "Can I bring my dog?",
    "I want to speak to a human",
    "There is no hot water in room 101",
)
MOST_WIDGETS = 20


class NewPhoneForm(forms.Form):
    page_id = forms.CharField(max_length=64)
    name = forms.CharField(max_length=100)


class WriteForm(forms.Form):
    """Words, a file, or both."""

    text = forms.CharField(max_length=20_000, strip=False, required=False)
    file = forms.FileField(max_length=200, required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError("Messenger takes files of up to 25 MB.")
        return file

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if not self.errors and not (fields.get("text", "").strip() or fields.get("file")):
            self.add_error("text", "This field is required.")
        return fields


class TroubleForm(forms.Form):
    page_id = forms.CharField(max_length=64)
    kind = forms.ChoiceField(choices=TroubleKind.choices)
    times = forms.IntegerField(min_value=0, max_value=100)


@simulator_only
@csrf_protect
@require_http_methods(["GET", "POST"])
def all_phones(request: HttpRequest) -> HttpResponse:
    """Whose phones there are, and a form to start a new customer."""
    form = NewPhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        page = get_object_or_404(Page, page_id=form.cleaned_data["page_id"])
        new = phones.new_phone(page, form.cleaned_data["name"])
        return redirect("simulator-phone", page_id=page.page_id, customer_id=new.customer_id)
    widgets = Widget.objects.select_related("company").order_by("pk")[:MOST_WIDGETS]
    context = {"groups": phones.phones_by_page(), "form": form, "widgets": widgets}
    return render(request, "simulator/phones.html", context, status=400 if form.errors else 200)


@simulator_only
@csrf_protect
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, page_id: str, customer_id: str) -> HttpResponse:
    """A chat as its customer sees it. A POST with `text` writes; JSON is answered on request."""
    shown = phones.phone_of(page_id, customer_id)
    base = own_address(request)
    is_written = request.method == "POST"
    form = WriteForm(*((request.POST, request.FILES) if is_written else ()))
    if form.is_valid():
        written = phones.write(
            shown, form.cleaned_data["text"], base=base, file=form.cleaned_data["file"]
        )
        if wants_json(request):
            bubbles = [bubble_data(message) for message in written]
            return JsonResponse({"message": bubbles[-1], "messages": bubbles})
        return redirect("simulator-phone", page_id=page_id, customer_id=customer_id)
    if form.errors and wants_json(request):
        return JsonResponse({"error": next(iter(form.errors.values()))[0]}, status=400)
    context = {
        "phone": shown,
        "bubbles": phones.look(shown, after=0, base=base),
        "form": form,
        "hints": TRY,
        "emoji": EMOJI,
        "trouble": Trouble.objects.of_page(page_id),
        "trouble_kinds": TroubleKind.choices,
    }
    return render(request, "simulator/phone.html", context, status=400 if form.errors else 200)


@simulator_only
@require_GET
def new_bubbles(request: HttpRequest, page_id: str, customer_id: str) -> HttpResponse:
    """`{"messages": [bubble], "trouble": "what is still to come"}` after the id `?after=`."""
    shown = phones.phone_of(page_id, customer_id)
    after = id_in(request.GET.get("after", ""))
    messages = phones.look(shown, after=after, base=own_address(request))
    trouble = Trouble.objects.of_page(page_id)
    return JsonResponse(
        {
            "messages": [bubble_data(message) for message in messages],
            "trouble": str(trouble) if trouble else "",
        }
    )


@csrf_exempt  # for JSON, which no form of another site can post; forms are checked below
@simulator_only
@require_POST
def make_trouble(request: HttpRequest) -> HttpResponse:
    """Set `{"page_id", "kind", "times"}` for the page's next sends; `times` 0 ends it."""
    if request.content_type == "application/json":
        try:
            fields = json.loads(request.body)
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            return JsonResponse({"error": "The body is not a JSON object"}, status=400)
        answer, status = set_trouble(TroubleForm(fields))
        return JsonResponse(answer, status=status)
    return make_trouble_by_form(request)


@csrf_protect
def make_trouble_by_form(request: HttpRequest) -> HttpResponse:
    answer, status = set_trouble(TroubleForm(request.POST))
    if status != 200:
        return JsonResponse(answer, status=status)
    back = request.POST.get("customer_id", "")
    if back:
        return redirect("simulator-phone", page_id=answer["page_id"], customer_id=back)
    return redirect("simulator-phones")


def set_trouble(form: TroubleForm) -> tuple[dict[str, Any], int]:
    """The answer and its status."""
    if not form.is_valid():
        return {"error": "The trouble is not valid", "details": form.errors}, 400
    wanted = form.cleaned_data
    get_object_or_404(Page, page_id=wanted["page_id"])
    Trouble.objects.update_or_create(
        page_id=wanted["page_id"],
        defaults={"kind": wanted["kind"], "times": wanted["times"]},
    )
    return wanted, 200


def bubble_data(message: PhoneMessage) -> dict[str, Any]:
    """What a customer may see of a message, and nothing else."""
    return {
        "id": message.pk,
        "from_customer": message.from_customer,
        "text": message.text,
        **({"file": file_data(message.file)} if message.file else {}),
        "at": message.created_at.isoformat(),
        "fault": message.fault,
        "quick_replies": [one["title"] for one in message.quick_replies],
        "reaction": message.reaction,
    }


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
