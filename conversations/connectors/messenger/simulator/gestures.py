"""What a customer does on a phone besides writing: presses buttons, reacts, comes by a link.

Each is a webhook in Messenger's own shape, posted over real HTTP.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from conversations.connectors.messenger.simulator.events import written
from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.graph import new_mid
from conversations.connectors.messenger.simulator.models import PhoneMessage
from conversations.connectors.messenger.simulator.phones import Phone, phone_of
from conversations.connectors.messenger.simulator.posting import (
    now_ms,
    own_address,
    post_webhook,
)

EMOJI = ("❤️", "👍", "😮")


class PressForm(forms.Form):
    """`message`: the bubble's id; `button`: the number of the button under it."""

    message = forms.IntegerField(min_value=1, max_value=2**62)
    button = forms.IntegerField(min_value=0, max_value=12)


class ReactForm(forms.Form):
    message = forms.IntegerField(min_value=1, max_value=2**62)
    emoji = forms.CharField(max_length=32, required=False)


class ArriveForm(forms.Form):
    ref = forms.CharField(max_length=250)


@simulator_only
@csrf_protect
@require_POST
def press(request: HttpRequest, page_id: str, customer_id: str) -> HttpResponse:
    """Press a quick reply: the title is written, the payload goes with it."""
    phone, wanted = phone_of(page_id, customer_id), cleaned(PressForm(request.POST))
    bubble = bubble_on(phone, wanted["message"])
    if wanted["button"] >= len(bubble.quick_replies):
        raise Http404
    button = bubble.quick_replies[wanted["button"]]
    said = say(phone, button["title"])
    item = written(said)
    item["message"]["quick_reply"] = {"payload": button["payload"]}
    return told(request, phone, item, said)


@simulator_only
@csrf_protect
@require_POST
def get_started(request: HttpRequest, page_id: str, customer_id: str) -> HttpResponse:
    """Press the Get Started button: a postback."""
    phone = phone_of(page_id, customer_id)
    said = say(phone, "Get started")
    item = between(phone, postback={"mid": said.mid, "payload": "GET_STARTED"})
    return told(request, phone, item, said)


@simulator_only
@csrf_protect
@require_POST
def react(request: HttpRequest, page_id: str, customer_id: str) -> HttpResponse:
    """Put an emoji on a bubble; none takes it away."""
    phone, wanted = phone_of(page_id, customer_id), cleaned(ReactForm(request.POST))
    bubble = bubble_on(phone, wanted["message"])
    bubble.reaction = wanted["emoji"]
    bubble.save(update_fields=["reaction"])
    reaction = {"mid": bubble.mid, "action": "react" if bubble.reaction else "unreact"}
    if bubble.reaction:
        reaction |= {"reaction": "other", "emoji": bubble.reaction}
    return told(request, phone, between(phone, reaction=reaction))


@simulator_only
@csrf_protect
@require_POST
def arrive(request: HttpRequest, page_id: str, customer_id: str) -> HttpResponse:
    """Come by a link `m.me/<page>?ref=…`."""
    phone, wanted = phone_of(page_id, customer_id), cleaned(ArriveForm(request.POST))
    referral = {"source": "SHORTLINK", "type": "OPEN_THREAD", "ref": wanted["ref"]}
    return told(request, phone, between(phone, referral=referral))


def cleaned(form: forms.Form) -> dict[str, Any]:
    """Raises Http404: the pages send no others."""
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def bubble_on(phone: Phone, number: int) -> PhoneMessage:
    """A bubble that the page sent to this phone. Raises Http404."""
    chat = PhoneMessage.objects.on_phone(phone.page.page_id, phone.customer_id)
    return get_object_or_404(chat, pk=number, from_customer=False)


def say(phone: Phone, text: str) -> PhoneMessage:
    return PhoneMessage.objects.create(
        page_id=phone.page.page_id,
        customer_id=phone.customer_id,
        from_customer=True,
        text=text,
        mid=new_mid(),
        is_seen=True,
    )


def between(phone: Phone, **what: Any) -> dict[str, Any]:
    return {
        "sender": {"id": phone.customer_id},
        "recipient": {"id": phone.page.page_id},
        "timestamp": now_ms(),
        **what,
    }


def told(
    request: HttpRequest, phone: Phone, item: dict[str, Any], said: PhoneMessage | None = None
) -> HttpResponse:
    """Post it, note on the bubble what went wrong, and show the phone again."""
    fault = post_webhook(own_address(request), phone.page.page_id, item)
    if fault and said is not None:
        said.fault = fault[:300]
        said.save(update_fields=["fault"])
    return redirect("simulator-phone", page_id=phone.page.page_id, customer_id=phone.customer_id)
