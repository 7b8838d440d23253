"""The simulated Graph API about pages: `me`, `me/accounts`, `subscribed_apps`, `oauth/access_token`
and `debug_token`. Shapes: Graph API and Facebook Login, read in November 2026."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from conversations.connectors.messenger.simulator.catalogue import (
    LONG_TOKEN,
    PAGES,
    PERSON,
    SHORT_TOKEN,
    FacebookPage,
    page_of,
)
from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.graph import MAX_BODY_BYTES, token_of
from conversations.connectors.messenger.simulator.models import SignInCode, Subscription
from conversations.connectors.messenger.simulator.rules import GraphRefusal, check_proof
from handoff.numbers import number_in

Answering = Callable[..., dict[str, Any]]
Viewing = Callable[..., HttpResponseBase]
PAGES_AT_ONCE = 25


def graph(view: Answering) -> Viewing:
    """Give a view the fields of address and body; answer its object, or the error it raises."""

    @wraps(view)
    def answer(request: HttpRequest, /, version: str, **names: str) -> HttpResponseBase:
        try:
            return JsonResponse(view(request, fields_of(request), **names))
        except GraphRefusal as refusal:
            return JsonResponse(refusal.as_body(), status=refusal.status)

    guarded: Viewing = csrf_exempt(simulator_only(cast(Viewing, answer)))
    return guarded


def fields_of(request: HttpRequest) -> dict[str, str]:
    """Fields of the address, and of a form in the body, which a DELETE may carry too."""
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise GraphRefusal(1, "Please reduce the amount of data you're asking for", status=413)
    try:
        form = dict(parse_qsl(body.decode("ascii"), max_num_fields=100))
    except ValueError:
        raise GraphRefusal(100, "The body is not a form") from None
    return {**request.GET.dict(), **form}


def page_behind(request: HttpRequest, fields: dict[str, str]) -> FacebookPage | None:
    """Whose token is shown: a page's, or None for the person's. Raises `GraphRefusal`."""
    token = token_of(request, fields)
    check_proof(fields, token)
    return page_of(token)


@require_GET
@graph
def me(request: HttpRequest, fields: dict[str, str]) -> dict[str, Any]:
    """Whose token this is. `metadata` says of which kind, if `fields` ask for it."""
    page = page_behind(request, fields)
    page_id, name = (page.page_id, page.name) if page else PERSON
    wanted = fields.get("fields", "id,name").split(",")
    shown: dict[str, Any] = {"id": page_id, "name": name}
    found: dict[str, Any] = {key: shown[key] for key in shown if key in wanted or key == "id"}
    if "metadata{type}" in wanted and fields.get("metadata") == "1":
        found["metadata"] = {"type": "page" if page else "user"}
    return found


@require_GET
@graph
def accounts(request: HttpRequest, fields: dict[str, str]) -> dict[str, Any]:
    """The pages that the person manages, with their tokens; `limit` at a time, `after` a cursor."""
    if page_behind(request, fields) is not None:
        raise GraphRefusal(100, "Tried accessing nonexisting field (accounts) on node type (Page)")
    begin, limit = number_of(fields, "after", 0), number_of(fields, "limit", PAGES_AT_ONCE)
    end = begin + max(1, min(limit, PAGES_AT_ONCE))
    rows = [
        {"id": page.page_id, "name": page.name, "access_token": page.token}
        for page in PAGES[begin:end]
    ]
    paging: dict[str, Any] = {"cursors": {"before": str(begin), "after": str(end)}}
    if end < len(PAGES):
        paging["next"] = f"{settings.MESSENGER_GRAPH_URL}/me/accounts?after={end}"
    return {"data": rows, "paging": paging}


@require_http_methods(["GET", "POST", "DELETE"])
@graph
def subscribed_apps(request: HttpRequest, fields: dict[str, str], page_id: str) -> dict[str, Any]:
    """Whether this app hears of a page's messages, and of which."""
    page = page_behind(request, fields)
    if page is None or not may_speak_for(page, page_id):
        raise GraphRefusal(210, "A page access token is required to request this resource.")
    if request.method == "GET":
        subscribed = Subscription.objects.filter(page_id=page_id)
        app = {"id": settings.MESSENGER_APP_ID, "name": "Handoff"}
        return {"data": [{**app, "subscribed_fields": one.fields} for one in subscribed]}
    if request.method == "DELETE":
        Subscription.objects.filter(page_id=page_id).delete()
        return {"success": True}
    wanted = [name for name in fields.get("subscribed_fields", "").split(",") if name]
    if not wanted:
        raise GraphRefusal(100, "Param subscribed_fields must be an array.")
    Subscription.objects.update_or_create(page_id=page_id, defaults={"fields": wanted})
    return {"success": True}


@require_http_methods(["GET", "POST"])
@graph
def access_token(request: HttpRequest, fields: dict[str, str]) -> dict[str, Any]:
    """A person's token for a code of the dialog, or a longer-lived one for a short-lived one."""
    check_app(fields.get("client_id", ""), fields.get("client_secret", ""))
    if fields.get("grant_type") == "fb_exchange_token":
        if fields.get("fb_exchange_token") not in (SHORT_TOKEN, LONG_TOKEN):
            raise GraphRefusal(190, "Invalid OAuth access token.")
        return {"access_token": LONG_TOKEN, "token_type": "bearer", "expires_in": 5_183_944}
    if not SignInCode.objects.spend(fields.get("code", ""), fields.get("redirect_uri", "")):
        raise GraphRefusal(100, "This authorization code has expired or has been used.")
    return {"access_token": SHORT_TOKEN, "token_type": "bearer", "expires_in": 5_400}


@require_GET
@graph
def debug_token(request: HttpRequest, fields: dict[str, str]) -> dict[str, Any]:
    """What a token is, for who shows the app's own, `<id>|<secret>`."""
    app_id, _, secret = token_of(request, fields).partition("|")
    check_app(app_id, secret)
    token = fields.get("input_token", "")
    try:
        page = page_of(token)
    except GraphRefusal as refusal:
        error = refusal.as_body()["error"]
        return {"data": {"app_id": app_id, "is_valid": False, "error": error}}
    about: dict[str, Any] = {"app_id": app_id, "is_valid": True, "user_id": PERSON[0]}
    if page:
        return {"data": {**about, "type": "PAGE", "profile_id": page.page_id}}
    return {"data": {**about, "type": "USER"}}


def check_app(app_id: str, secret: str) -> None:
    if app_id != settings.MESSENGER_APP_ID:
        raise GraphRefusal(101, "Error validating application. Cannot get application info.")
    if not constant_time_compare(secret, settings.MESSENGER_APP_SECRET):
        raise GraphRefusal(1, "Error validating client secret.")


def may_speak_for(page: FacebookPage, page_id: str) -> bool:
    """The demo's pages share a token."""
    return any(one.page_id == page_id and one.token == page.token for one in PAGES)


def number_of(fields: Mapping[str, str], name: str, otherwise: int) -> int:
    number = number_in(fields.get(name, ""), digits=5)
    return otherwise if number is None else number
