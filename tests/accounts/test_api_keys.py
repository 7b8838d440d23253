"""API keys: what they may, how they end, and how little of them is stored."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from conversations.models import Bot, Conversation, HandoffRecord
from handoff.accounts.keys import InvalidKey, KeyNotFound, key_of, make_key, revoke_key
from handoff.accounts.models import ApiKey, Company, Role, User
from handoff.accounts.models.keys import hash_of
from handoff.accounts.permissions import AdminsOnly, UserNotFound
from handoff.actor import ActorKind
from handoff.errors import Invalid
from handoff.news.models import Event
from handoff.scopes import SCOPES, MissingScope, NotForKeys, require
from tests.admin.test_tenancy import address
from tests.cast import JOHN_ID, PAGE_ID

INVALID = {"error": "Invalid, expired or revoked API key"}


def make(by: User, user: User, *scopes: str, expires_at: Any = None) -> str:
    """A key of this user with these scopes (all, if none is named)."""
    return make_key(
        by.as_actor(door="test"), user_id=user.pk, name="Shop",
        scopes=scopes or list(SCOPES), expires_at=expires_at,
    )[1]  # fmt: skip


def client_of(text: str, scheme: str = "Bearer") -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{scheme} {text}")
    return client


def me(text: str) -> tuple[int, Any]:
    answer = client_of(text).get("/api/auth/me")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Api-Key", "api-key"])
def test_acts_for_its_user(amira: User, alice: User, scheme: str) -> None:
    answer = client_of(make(amira, alice), scheme).get("/api/auth/me")

    assert (answer.status_code, answer.json()["id"]) == (200, alice.pk)


READ, WRITE, SEND = "customers:read", "customers:write", "messages:send"
ENDPOINTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("get", "customers", {}, READ),
    ("get", f"customers/{JOHN_ID}", {}, READ),
    ("get", f"messages/conversation/{JOHN_ID}", {}, READ),
    ("get", f"messages/chat/{JOHN_ID}", {}, READ),
    ("get", f"customers/{JOHN_ID}/history", {}, READ),
    ("get", "analytics", {}, READ),
    ("put", f"customers/{JOHN_ID}/agent", {}, WRITE),
    ("delete", f"customers/{JOHN_ID}/agent", {}, WRITE),
    ("put", f"customers/{JOHN_ID}/stop", {"stop": True}, WRITE),
    ("post", f"customers/{JOHN_ID}/toggle-stop", {}, WRITE),
    ("post", f"customers/{JOHN_ID}/message", {"message": "Hello"}, SEND),
]


@pytest.mark.parametrize(("method", "path", "data", "scope"), ENDPOINTS)
def test_each_endpoint_needs_its_scope_and_no_other(
    bot: Bot, john: Conversation, amira: User, alice: User,
    method: str, path: str, data: dict[str, Any], scope: str,
) -> None:  # fmt: skip
    def call(*scopes: str) -> Any:
        where = f"/api/dashboard/{path}"
        data_or_query = {"page_id": PAGE_ID, **data}
        send = getattr(client_of(make(amira, alice, *scopes)), method)
        return send(where, data_or_query, **({} if method == "get" else {"format": "json"}))

    refused = call(*(SCOPES.keys() - {scope}))
    assert (refused.status_code, refused.json()) == (
        403,
        {"error": f"This API key lacks the scope {scope}"},
    )
    assert call(scope).status_code == 200


def test_what_names_no_scope_is_not_for_keys(amira: User, alice: User) -> None:
    key = key_of(make(amira, alice))

    with pytest.raises(NotForKeys):
        require(key.as_actor(door="test"), "")
    with pytest.raises(MissingScope):
        require(key.as_actor(door="test"), "companies:delete")
    require(alice.as_actor(door="test"), "")


def test_its_actor_can_be_a_key_of_tables(amira: User, alice: User) -> None:
    """Actors are frozen, and limits and caches are kept by them."""
    actor = key_of(make(amira, alice, "events:read")).as_actor(door="test")
    assert {actor: 1}[actor] == 1
    assert actor.scopes == frozenset({"events:read"})


def test_a_deed_is_recorded_as_a_machines(john: Conversation, amira: User, alice: User) -> None:
    client = client_of(make(amira, alice))
    client.put(f"/api/dashboard/customers/{JOHN_ID}/agent", {"page_id": PAGE_ID}, format="json")

    record = HandoffRecord.objects.order_by("-pk")[0]
    assert (record.actor_kind, record.actor, record.to_agent) == (ActorKind.MACHINE, alice, alice)


def test_sees_nothing_of_other_companies(john: Conversation, root: User, charlie: User) -> None:
    client = client_of(make(root, charlie))

    assert client.get("/api/dashboard/customers").json()["customers"] == []
    foreign = client.get(f"/api/dashboard/customers/{JOHN_ID}", {"page_id": PAGE_ID})
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text[:15],
        lambda text: text + "x",
        lambda text: text.upper().replace("HK_", "hk_"),
        lambda text: "hk_",
        lambda text: "hk_" + "0" * 12 + text[15:],
        lambda text: "hk_é" + text[4:],
        lambda text: "hk_\x00" + text[4:],
    ],
)
def test_a_wrong_one_opens_nothing(amira: User, alice: User, spoil: Any) -> None:
    assert me(spoil(make(amira, alice))) == (401, INVALID)


def deactivate(user: User, globex: Company) -> None:
    user.is_active = False


def make_customer(user: User, globex: Company) -> None:
    user.role = Role.CUSTOMER


def move(user: User, globex: Company) -> None:
    user.company = globex


def appoint(user: User, globex: Company) -> None:
    user.is_superuser = True


@pytest.mark.parametrize("change", [deactivate, make_customer, move, appoint])
def test_ends_with_its_user(amira: User, alice: User, globex: Company, change: Any) -> None:
    text = make(amira, alice)
    change(alice, globex)
    alice.save()

    assert me(text) == (401, INVALID)


def test_outlives_a_new_password(amira: User, alice: User) -> None:
    """It is the company's, not the person's: whoever leaves is deactivated."""
    text = make(amira, alice)
    alice.set_password("another")
    alice.save()

    assert me(text)[0] == 200


def test_ends_when_it_expires(amira: User, alice: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        text = make(amira, alice, expires_at=timezone.now() + timedelta(hours=1))
        clock.shift(timedelta(minutes=59))
        assert me(text)[0] == 200
        clock.shift(timedelta(minutes=1))
        assert me(text) == (401, INVALID)


def test_ends_when_it_is_revoked_and_tells_once(amira: User, alice: User, hotel: Company) -> None:
    text = make(amira, alice)
    key = key_of(text)

    revoke_key(amira.as_actor(door="test"), key_id=key.pk)
    revoke_key(amira.as_actor(door="test"), key_id=key.pk)

    assert me(text) == (401, INVALID)
    with pytest.raises(InvalidKey):
        key_of(text)
    assert list(Event.objects.values_list("type", "payload", "company")) == [
        (
            "api_key_revoked",
            {"key_id": key.pk, "user_id": alice.pk, "company_id": hotel.pk},
            hotel.pk,
        )
    ]


def test_is_stored_as_a_hash_alone(amira: User, alice: User) -> None:
    text = make(amira, alice)

    (row,) = ApiKey.objects.values()
    assert re.fullmatch(r"hk_[0-9a-f]{12}_[\w-]{43}", text)
    assert text[16:] not in str(row)
    assert (row["hash"], row["prefix"]) == (hash_of(text), text[:15])


def test_its_use_is_noted_once_a_minute(
    amira: User, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text = make(amira, alice)
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        me(text)
        first = ApiKey.objects.get().last_used_at
        clock.shift(59)
        with django_assert_num_queries(1):
            me(text)
        assert ApiKey.objects.get().last_used_at == first
        clock.shift(2)
        me(text)
        assert ApiKey.objects.get().last_used_at == timezone.now() != first


def test_is_made_and_revoked_by_admins_of_the_company(
    amira: User, alice: User, bob: User, vera: User, charlie: User, root: User
) -> None:
    key = key_of(make(root, charlie))

    with pytest.raises(AdminsOnly):
        make(bob, alice)
    for stranger in (charlie, root, vera):
        with pytest.raises(UserNotFound):
            make(amira, stranger)
    with pytest.raises(KeyNotFound):
        revoke_key(amira.as_actor(door="test"), key_id=key.pk)
    with pytest.raises(AdminsOnly):
        revoke_key(alice.as_actor(door="test"), key_id=key.pk)
    with pytest.raises(Invalid):
        make(root, root)


def test_a_key_makes_no_keys(amira: User) -> None:
    actor = key_of(make(amira, amira)).as_actor(door="test")

    with pytest.raises(NotForKeys):
        make_key(actor, user_id=amira.pk, name="x", scopes=[READ], expires_at=None)


@pytest.mark.parametrize("scopes", [[], ["everything"], [READ, "x"]])
def test_its_scopes_are_of_those_there_are(amira: User, scopes: list[str]) -> None:
    with pytest.raises(Invalid):
        make_key(
            amira.as_actor(door="test"), user_id=amira.pk, name="x", scopes=scopes, expires_at=None
        )


def form(user: User, **more: Any) -> dict[str, Any]:
    return {"name": "Shop", "user": user.pk, "scopes": [READ, SEND], **more}


def test_the_admin_shows_it_once(client: Client, amira: User, alice: User) -> None:
    client.force_login(amira)

    made = client.post(address(ApiKey, "add"), form(alice))

    (text,) = re.findall(r"hk_[0-9a-f]{12}_[\w-]{43}", made.content.decode())
    assert "no-store" in made["Cache-Control"]
    assert not {name for name, morsel in made.cookies.items() if text in morsel.value}
    assert me(text)[0] == 200
    key = ApiKey.objects.get()
    assert (key.scopes, key.created_by, key.company) == ([READ, SEND], amira, alice.company)
    for page in (address(ApiKey, "changelist"), address(ApiKey, "change", key.pk)):
        shown = client.get(page)
        assert shown.status_code == 200
        assert text not in shown.content.decode()
        assert text[:15] in shown.content.decode()


def test_the_admin_offers_and_takes_own_colleagues_only(
    client: Client, amira: User, alice: User, vera: User, charlie: User, root: User
) -> None:
    client.force_login(amira)

    offered = client.get(address(ApiKey, "add")).context["adminform"].form.fields["user"].queryset
    answers = [client.post(address(ApiKey, "add"), form(user)) for user in (charlie, vera, root)]

    assert set(offered) == {amira, alice}
    assert [answer.status_code for answer in answers] == [200] * 3
    assert not ApiKey.objects.exists()


def test_the_admin_revokes_and_changes_nothing_else(
    client: Client, amira: User, alice: User, root: User, charlie: User
) -> None:
    ours, theirs = make(amira, alice), make(root, charlie)
    client.force_login(amira)
    ids = list(ApiKey.objects.values_list("pk", flat=True))

    client.post(address(ApiKey, "changelist"), {"action": "revoke", "_selected_action": ids})
    changed = client.post(address(ApiKey, "change", key_pk(ours)), form(alice, name="Other"))

    assert (me(ours)[0], me(theirs)[0]) == (401, 200)
    assert changed.status_code == 403
    assert client.get(address(ApiKey, "change", key_pk(theirs))).status_code == 302


def key_pk(text: str) -> int:
    return ApiKey.objects.get(prefix=text[:15]).pk


def test_reading_events_takes_its_own_scope(amira: User, alice: User) -> None:
    allowed = client_of(make(amira, alice, "events:read")).get("/api/events")
    refused = client_of(make(amira, alice, READ)).get("/api/events")
    assert (allowed.status_code, refused.status_code) == (200, 403)
    assert refused.json()["error"] == "This API key lacks the scope events:read"
