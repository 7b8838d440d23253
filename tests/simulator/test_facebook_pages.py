"""The simulated Facebook about pages: tokens, subscriptions, and the dialog."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from conversations.connectors.messenger.graph_api import proof_of
from conversations.connectors.messenger.pages import SUBSCRIBED_FIELDS
from conversations.connectors.messenger.simulator.models import SignInCode, Subscription, Trouble
from customers.models import Page
from handoff.accounts.models import User
from tests.cast import PAGE_ID

SPA_ID, SPA_TOKEN = "700100200300401", "simulator-page-spa"


@pytest.fixture
def graph(server: str, settings: Settings) -> str:
    settings.MESSENGER_APP_ID = "1000000000000001"
    settings.PUBLIC_URL = server
    settings.MESSENGER_DIALOG_URL = f"{server}/simulator/facebook"
    return f"{server}/simulator/graph/v23.0"


def ask(address: str, token: str, method: str = "get", **fields: Any) -> requests.Response:
    placed: dict[str, Any] = {"params": fields} if method == "get" else {"data": fields}
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, address, headers=headers, timeout=10, **placed)


def code_of(answer: requests.Response) -> tuple[int, int]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode", 0)


@pytest.mark.parametrize(
    ("token", "page_id", "kind"),
    [
        (SPA_TOKEN, SPA_ID, "page"),
        ("simulator-token", PAGE_ID, "page"),
        ("simulator-user", "700100200300400", "user"),
    ],
)
def test_says_whose_a_token_is(graph: str, db: None, token: str, page_id: str, kind: str) -> None:
    proof = proof_of(token)
    answer = ask(f"{graph}/me", token, appsecret_proof=proof).json()
    assert (answer["id"], set(answer)) == (page_id, {"id", "name"})
    asked = {"fields": "id,metadata{type}", "metadata": "1"}
    answer = ask(f"{graph}/me", token, **asked).json()
    assert answer == {"id": page_id, "metadata": {"type": kind}}


@pytest.mark.parametrize(
    ("token", "proof", "expected"),
    [
        ("", "", (190, 0)),
        ("wrong", "", (190, 0)),
        ("simulator-dead", "", (190, 463)),
        (SPA_TOKEN, "wrong", (100, 0)),
    ],
)
def test_refuses_a_wrong_token(
    graph: str, db: None, token: str, proof: str, expected: tuple[int, int]
) -> None:
    fields = {"appsecret_proof": proof} if proof else {}
    assert code_of(ask(f"{graph}/me", token, **fields)) == expected


def test_subscribes_and_unsubscribes(graph: str, db: None) -> None:
    apps = f"{graph}/{SPA_ID}/subscribed_apps"
    assert ask(apps, SPA_TOKEN).json() == {"data": []}
    wanted = ",".join(SUBSCRIBED_FIELDS)
    assert ask(apps, SPA_TOKEN, "post", subscribed_fields=wanted).json() == {"success": True}
    (row,) = ask(apps, SPA_TOKEN).json()["data"]
    assert row["subscribed_fields"] == list(SUBSCRIBED_FIELDS)
    assert ask(apps, SPA_TOKEN, "delete").json() == {"success": True}
    assert not Subscription.objects.exists()


def test_subscribes_no_page_of_another_token(graph: str, db: None) -> None:
    apps = f"{graph}/{PAGE_ID}/subscribed_apps"
    for token in (SPA_TOKEN, "simulator-user"):
        assert code_of(ask(apps, token, "post", subscribed_fields="messages")) == (210, 0)
    assert code_of(ask(apps, "simulator-token", "post")) == (100, 0)


def test_lists_pages_in_parts(graph: str, db: None) -> None:
    first = ask(f"{graph}/me/accounts", "simulator-user", limit=3).json()
    assert len(first["data"]) == 3
    after = first["paging"]["cursors"]["after"]
    rest = ask(f"{graph}/me/accounts", "simulator-user", limit=3, after=after).json()
    assert "next" in first["paging"]
    assert "next" not in rest["paging"]
    assert len({row["id"] for row in first["data"] + rest["data"]}) == 4
    assert code_of(ask(f"{graph}/me/accounts", SPA_TOKEN)) == (100, 0)


def test_debugs_a_token_for_the_app_alone(graph: str, db: None) -> None:
    app = "1000000000000001|app-secret"
    about = ask(f"{graph}/debug_token", app, input_token=SPA_TOKEN).json()["data"]
    assert (about["type"], about["profile_id"], about["is_valid"]) == ("PAGE", SPA_ID, True)
    dead = ask(f"{graph}/debug_token", app, input_token="simulator-dead").json()["data"]
    assert (dead["is_valid"], dead["error"]["error_subcode"]) == (False, 463)
    wrong = ask(f"{graph}/debug_token", "1000000000000001|wrong", input_token=SPA_TOKEN)
    assert code_of(wrong) == (1, 0)


@pytest.mark.parametrize(("kind", "expected"), [("token", (190, 460)), ("error", (2, 0))])
def test_makes_the_trouble_asked_for_once(
    graph: str, page: Page, kind: str, expected: tuple[int, int]
) -> None:
    Trouble.objects.create(page_id=PAGE_ID, kind=kind, times=1)
    assert code_of(ask(f"{graph}/me", "simulator-token")) == expected
    assert ask(f"{graph}/me", "simulator-token").status_code == 200


def test_keeps_troubles_of_sends_for_sends(graph: str, page: Page) -> None:
    Trouble.objects.create(page_id=PAGE_ID, kind="cut", times=1)
    assert ask(f"{graph}/me", "simulator-token").status_code == 200
    assert Trouble.objects.get().times == 1


def test_the_whole_sign_in_over_http(graph: str, server: str, amira: User, page: Page) -> None:
    """The admin's browser, our server and the simulated Facebook, as they really talk."""
    client = Client()
    client.force_login(amira)
    facebook = requests.Session()
    dialog = client.post(reverse("admin:customers_page_facebook_start"))["Location"]
    shown = facebook.get(dialog, timeout=10)
    assert "Hotel ABC Spa" in shown.text
    form = {"csrfmiddlewaretoken": csrf_in(shown.text), "answer": "yes"}
    back = facebook.post(dialog, form, allow_redirects=False, timeout=10).headers["Location"]
    address = urlsplit(back)
    answer = client.get(address.path, dict(parse_qsl(address.query)), follow=True)
    assert "Hotel ABC Restaurant" in answer.content.decode()
    assert not SignInCode.objects.exists()

    client.post(reverse("admin:customers_page_facebook_choose"), {"pages": [SPA_ID, PAGE_ID]})
    spa = Page.objects.get(page_id=SPA_ID)
    assert (spa.company, spa.access_token) == (page.company, SPA_TOKEN)
    assert spa.subscribed_at
    assert Subscription.objects.count() == 2


def csrf_in(text: str) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text)
    assert found
    return found[1]


def test_who_declines_goes_back_with_a_refusal(graph: str, amira: User) -> None:
    client = Client()
    client.force_login(amira)
    dialog = client.post(reverse("admin:customers_page_facebook_start"))["Location"]
    facebook = requests.Session()
    form = {"csrfmiddlewaretoken": csrf_in(facebook.get(dialog, timeout=10).text), "answer": "no"}
    back = facebook.post(dialog, form, allow_redirects=False, timeout=10).headers["Location"]
    assert "error=access_denied" in back
    assert "code=" not in back.replace("error_code=", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [("redirect_uri", "https://evil.example/"), ("client_id", "1"), ("redirect_uri", "")],
)
def test_leads_nowhere_that_the_app_has_not_listed(
    graph: str, amira: User, name: str, value: str
) -> None:
    client = Client()
    client.force_login(amira)
    address = urlsplit(client.post(reverse("admin:customers_page_facebook_start"))["Location"])
    query = {**dict(parse_qsl(address.query)), name: value}
    dialog = address._replace(query="").geturl()
    answer = requests.get(dialog, params=query, timeout=10, allow_redirects=False)
    assert answer.status_code == 400
    assert "Facebook would refuse this" in answer.text


def test_a_code_is_good_for_once_and_for_its_address(graph: str, db: None) -> None:
    SignInCode.objects.create(code="c1", redirect_uri="http://one/")
    app = {"client_id": "1000000000000001", "client_secret": "app-secret", "code": "c1"}
    token = f"{graph}/oauth/access_token"

    def exchange(**fields: str) -> requests.Response:
        return requests.post(token, {**app, **fields}, timeout=10)

    assert code_of(exchange(redirect_uri="http://two/")) == (100, 0)
    assert code_of(exchange(redirect_uri="http://one/", client_secret="wrong")) == (1, 0)
    assert exchange(redirect_uri="http://one/").json()["access_token"] == "simulator-user-short"
    assert code_of(exchange(redirect_uri="http://one/")) == (100, 0)


@pytest.mark.parametrize(
    "path",
    ["graph/v23.0/me", "graph/v23.0/me/accounts", "graph/v23.0/debug_token",
     "graph/v23.0/oauth/access_token", f"graph/v23.0/{PAGE_ID}/subscribed_apps",
     "facebook/v23.0/dialog/oauth"],
)  # fmt: skip
def test_is_not_there_without_the_simulator(client: Client, settings: Settings, path: str) -> None:
    settings.SIMULATOR = False
    assert client.get(f"/simulator/{path}").status_code == 404
