"""Facebook's dialog, played: it asks a person whether an app may see and answer for their pages."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from conversations.connectors.messenger.sign_in import callback_address
from conversations.connectors.messenger.simulator.catalogue import PAGES, PERSON
from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.models import SignInCode

DENIED = {
    "error": "access_denied",
    "error_code": "200",
    "error_description": "Permissions error",
    "error_reason": "user_denied",
}


class AskedForm(forms.Form):
    """What the app asks for. As at Facebook, it must be known and have listed the address."""

    client_id = forms.CharField(max_length=64)
    redirect_uri = forms.CharField(max_length=500)
    state = forms.CharField(max_length=500, required=False)
    scope = forms.CharField(max_length=500, required=False)

    def clean_client_id(self) -> str:
        if self.cleaned_data["client_id"] != settings.MESSENGER_APP_ID:
            raise ValidationError("Invalid App ID: MESSENGER_APP_ID is another.")
        return str(self.cleaned_data["client_id"])

    def clean_redirect_uri(self) -> str:
        if self.cleaned_data["redirect_uri"] != callback_address():
            raise ValidationError("URL blocked: the app has not listed this redirect address.")
        return str(self.cleaned_data["redirect_uri"])


@simulator_only
@csrf_protect
@require_http_methods(["GET", "POST"])
def dialog(request: HttpRequest, version: str) -> HttpResponse:
    """The question, and the way back with a code or with a refusal."""
    form = AskedForm(request.GET)
    if not form.is_valid():
        return render(request, "simulator/dialog.html", {"form": form}, status=400)
    asked = form.cleaned_data
    if request.method == "GET":
        context = {"person": PERSON[1], "pages": PAGES, "scopes": asked["scope"].split(",")}
        return render(request, "simulator/dialog.html", context)
    if request.POST.get("answer") != "yes":
        return go_back(asked, DENIED)
    code = secrets.token_urlsafe(24)
    SignInCode.objects.create(code=code, redirect_uri=asked["redirect_uri"])
    return go_back(asked, {"code": code})


def go_back(asked: dict[str, str], answer: dict[str, str]) -> HttpResponse:
    query = urlencode({**answer, "state": asked["state"]})
    return HttpResponse(status=302, headers={"Location": f"{asked['redirect_uri']}?{query}#_=_"})
