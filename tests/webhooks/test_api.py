"""`/api/webhooks`: an admin, or a machine that may, sets up its webhook."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import Page
from handoff.accounts.keys import make_key
from handoff.accounts.models import Company, Role, User
from handoff.commands import read_input
from handoff.outbox.delivering import work_off
from handoff.webhooks import actions, api
from handoff.webhooks.models import WebhookEndpoint
from tests.asking import Person, client_of
from tests.bots.fake_bot import FakeBot
from tests.cast import make_user
from tests.webhooks.conftest import Listens, Writes, verified

pytestmark = pytest.mark.django_db

ASKED: dict[str, Any] = {"url": "https://crm.example/hooks", "event_types": ["new_message"]}


def call(who: Person | None, method: str, path: str = "", **data: Any) -> Any:
    return getattr(client_of(who), method)(f"/api/webhooks{path}", data, format="json")


def key_of(by: User, user: User, *scopes: str) -> str:
    return make_key(
        by.as_actor(door="test"), user_id=user.pk, name="Shop", scopes=scopes, expires_at=None
    )[1]


def test_a_machine_sets_up_its_webhook_and_is_told(
    amira: User, writes: Writes, crm: FakeBot
) -> None:
    key = key_of(amira, amira, "webhooks:manage")
    answer = call(key, "post", **ASKED | {"url": f"{crm.url}/hooks"})
    assert answer.status_code == 201
    made = answer.json()
    assert set(made["webhook"]) == {
        "id", "url", "description", "event_types", "include", "channels", "page_ids", "is_active",
        "created_at", "old_secret_ends_at", "last_success_at", "last_failure_at", "last_failure",
        "consecutive_failures", "failing_since", "switched_off_because",
    }  # fmt: skip
    assert made["webhook"]["include"] == []
    assert made["webhook"]["channels"] == ["messenger"]
    writes()
    work_off()
    assert verified(crm.asked[0], made["secret"])
    seen = call(key, "get", f"/{made['webhook']['id']}")
    assert seen.json()["webhook"]["last_success_at"]
    assert made["secret"] not in seen.content.decode()


def test_lists_changes_rolls_and_removes(amira: User, listens: Listens, page: Page) -> None:
    endpoint = listens(description="The CRM", page_ids=["gone"])
    listens()
    listed = call(amira, "get").json()
    assert [row["description"] for row in listed["webhooks"]] == ["The CRM", "The CRM"]
    assert listed["pagination"]["total"] == 2
    assert len(client_of(amira).get("/api/webhooks/?limit=1").json()["webhooks"]) == 1

    changed = call(
        amira, "patch", f"/{endpoint.pk}", is_active=False, page_ids=["gone", page.page_id]
    )
    assert changed.status_code == 200
    now = WebhookEndpoint.objects.get(pk=endpoint.pk)
    assert (now.is_active, now.page_ids, now.url) == (False, ["gone", page.page_id], endpoint.url)

    rolled = call(amira, "post", f"/{endpoint.pk}/secret").json()
    now.refresh_from_db()
    assert (now.secret, now.old_secret) == (rolled["secret"], endpoint.secret)
    assert rolled["webhook"]["old_secret_ends_at"]

    assert call(amira, "delete", f"/{endpoint.pk}").json() == {"message": "Webhook removed"}
    assert call(amira, "get", f"/{endpoint.pk}").json() == {"error": "Webhook not found"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "ftp://x.example"}, "url"),
        ({"url": "https://x.example/" + "x" * 2000}, "url"),
        ({"event_types": []}, "event_types"),
        ({"event_types": "new_message"}, "event_types"),
        ({"event_types": ["staff-assigned"]}, "event_types"),
        ({"event_types": [{}]}, "event_types"),
        ({"include": ["deliveries"]}, "include"),
        ({"channels": []}, "channels"),
        ({"page_ids": ["555000111222333"]}, "page_ids"),
        ({"page_ids": ["x"] * 501}, "page_ids"),
        ({"is_active": "perhaps"}, "is_active"),
    ],
)
def test_what_is_wrong_is_named(
    amira: User, globex_page: Page, fields: dict[str, Any], field: str
) -> None:
    answer = call(amira, "post", **{**ASKED, **fields})
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]
    assert not WebhookEndpoint.objects.exists()


def test_a_private_address_is_refused(amira: User, settings: Any) -> None:
    settings.BOT_PRIVATE_ADDRESSES = False
    answer = call(amira, "post", **ASKED | {"url": "http://127.0.0.1/"})
    assert answer.json()["error"] == (
        "The address leads into a private network, which is not allowed here."
    )


def test_one_whose_address_is_refused_by_now_can_be_switched_off(
    amira: User, listens: Listens, settings: Any
) -> None:
    endpoint = listens(url="http://127.0.0.1/")
    settings.BOT_PRIVATE_ADDRESSES = False
    assert call(amira, "patch", f"/{endpoint.pk}", is_active=False).status_code == 200
    endpoint.refresh_from_db()
    assert not endpoint.is_active
    elsewhere = {"url": "http://127.0.0.1/other"}
    assert call(amira, "patch", f"/{endpoint.pk}", **elsewhere).status_code == 400


def test_what_is_not_named_stays_also_where_it_changed_meanwhile(
    amira: User, listens: Listens, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = listens()

    def switched_off_meanwhile(*args: Any) -> Any:
        WebhookEndpoint.objects.update(is_active=False)
        return read_input(*args)

    monkeypatch.setattr(api, "read_input", switched_off_meanwhile)
    answer = call(amira, "patch", f"/{endpoint.pk}", description="Ours")
    assert answer.json()["webhook"]["description"] == "Ours"
    assert answer.json()["webhook"]["is_active"] is False


def test_there_are_not_more_than_twenty(amira: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_ENDPOINTS", 1)
    assert call(amira, "post", **ASKED).status_code == 201
    assert call(amira, "post", **ASKED).status_code == 409


CALLS = [
    ("get", ""), ("post", ""), ("get", "/{}"), ("patch", "/{}"), ("delete", "/{}"),
    ("post", "/{}/secret"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_who_may(
    amira: User, alice: User, vera: User, listens: Listens, method: str, path: str
) -> None:
    """Nobody without a token, no agent, no customer, no key without the scope or of an agent."""
    address = path.format(listens().pk)
    statuses = [
        call(who, method, address, **ASKED).status_code
        for who in (
            None, alice, vera, key_of(amira, amira, "events:read"),
            key_of(amira, alice, "webhooks:manage"),
        )
    ]  # fmt: skip
    assert statuses == [401, 403, 403, 403, 403]
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize(("method", "path"), CALLS[2:])
def test_a_stranger_finds_nothing(
    globex: Company, listens: Listens, method: str, path: str
) -> None:
    endpoint = listens()
    boss = make_user(globex, "Gina Gold", Role.ADMIN)
    before = WebhookEndpoint.objects.values().get()
    for number in (endpoint.pk, "x", "0", "9" * 30, "%C2%B2"):
        answer = call(boss, method, path.format(number), **ASKED)
        assert (answer.status_code, answer.json()) == (404, {"error": "Webhook not found"})
    assert WebhookEndpoint.objects.values().get() == before
    assert call(boss, "get").json()["webhooks"] == []


def test_a_superuser_sees_all_and_makes_none_here(root: User, listens: Listens) -> None:
    listens()
    assert len(call(root, "get").json()["webhooks"]) == 1
    assert call(root, "post", **ASKED).status_code == 400


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "{"])
def test_a_body_that_is_no_object_is_refused(amira: User, listens: Listens, body: str) -> None:
    client, kind = client_of(amira), "application/json"
    assert client.post("/api/webhooks", body, content_type=kind).status_code == 400
    address = f"/api/webhooks/{listens().pk}"
    assert client.patch(address, body, content_type=kind).status_code == 400
