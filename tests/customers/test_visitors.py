"""`POST /api/live-chat/visitor`: who comes from a website, and comes back."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from customers.limits import ARRIVALS_PER_MINUTE
from customers.models import ParticipantSession, Visitor, Widget
from customers.participants import (
    ParticipantAuthentication,
    actor_from,
    participant_or_team,
    proof_from,
)
from customers.visits import end_sessions
from handoff.accounts import refusals
from handoff.accounts.models import Company, User
from handoff.accounts.permissions import IsSignedIn
from handoff.accounts.tokens import InvalidToken, access_token_for
from handoff.news.models import Event

ADDRESS = "/api/live-chat/visitor"


def signed(user_id: str, secret: str = "hotel-abc-widget-secret") -> str:
    return hmac.new(secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()


def arrive(status: int = 201, headers: dict[str, str] | None = None, **given: Any) -> Any:
    body = {"widget_key": "hotel-abc", **given}
    answer = Client().post(ADDRESS, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_visitor_gets_a_token_that_is_theirs(widget: Widget) -> None:
    came = arrive(name="Nora", email="nora@example.com")

    visitor = Visitor.objects.get()
    assert came == {"token": came["token"], "visitor": {"id": visitor.pk, "name": "Nora"}}
    assert (visitor.company, visitor.email) == (widget.company, "nora@example.com")
    actor = actor_from(proof_from(came["token"]), door="rest")
    assert (actor.participant, actor.company_id) == (f"visitor:{visitor.pk}", widget.company_id)
    assert (actor.user_id, actor.is_team, actor.name) == (None, False, "Nora")


def test_who_gives_no_name_has_one(widget: Widget) -> None:
    nulls: dict[str, Any] = dict.fromkeys(("name", "email", "token", "user_id", "user_hash"))
    for came in (arrive(), arrive(**nulls)):
        assert came["visitor"]["name"] == f"Visitor {came['visitor']['id']}"


def test_a_token_leads_back_after_a_reload_and_lasts_anew(widget: Widget) -> None:
    first = arrive(name="Nora")
    soon = timezone.now() + timedelta(hours=1)
    ParticipantSession.objects.update(expires_at=soon)
    again = arrive(token=first["token"])

    assert again["visitor"] == first["visitor"]
    session = ParticipantSession.objects.get()
    assert session.expires_at > timezone.now() + timedelta(days=29)


def test_an_ended_or_foreign_token_leads_to_nobody(
    widget: Widget, amira: User, globex: Company
) -> None:
    Widget.objects.create(company=globex, name="Globex", key="globex")
    first = arrive()
    elsewhere = arrive(widget_key="globex", token=first["token"])
    end_sessions(amira.as_actor(door="admin"), visitor_id=first["visitor"]["id"])
    later = arrive(token=first["token"])

    ids = {came["visitor"]["id"] for came in (first, elsewhere, later)}
    assert len(ids) == 3
    assert arrive(token="nonsense")["visitor"]["id"] not in ids


def test_a_known_user_is_the_same_visitor_everywhere(widget: Widget) -> None:
    anonymous = arrive()
    known = [
        arrive(user_id="u-17", user_hash=signed("u-17"), name="Nora", token=anonymous["token"]),
        arrive(user_id="u-17", user_hash=signed("u-17").upper()),
    ]

    assert known[0]["visitor"] == known[1]["visitor"]
    assert known[0]["visitor"]["id"] != anonymous["visitor"]["id"]
    assert Visitor.objects.get(external_id="u-17").sessions.count() == 2


def test_a_number_is_a_user_id_too(widget: Widget) -> None:
    assert arrive(user_id=17, user_hash=signed("17"))


@pytest.mark.parametrize(
    "user_hash", ["", "0" * 64, "ünicode", signed("u-18"), signed("u-17", "another secret")]
)
def test_a_wrong_hash_is_refused_in_words(widget: Widget, user_hash: str) -> None:
    refused = arrive(403, user_id="u-17", user_hash=user_hash)

    assert refused == {"success": False, "error": "user_hash is not this user's"}
    assert not Visitor.objects.exists()


def test_a_widget_without_secret_vouches_for_nobody(widget: Widget) -> None:
    Widget.objects.update(secret="")

    arrive(403, user_id="u-17", user_hash=signed("u-17", ""))


def test_an_unknown_widget_is_not_found(widget: Widget) -> None:
    assert arrive(404, widget_key="globex")["error"] == "There is no such widget"


def test_a_foreign_website_is_refused_where_the_widget_names_its_own(widget: Widget) -> None:
    Widget.objects.update(allowed_origins="https://hotel.example\nhttps://www.hotel.example")

    assert "success" in arrive(403, {"Origin": "https://evil.example"})
    assert arrive(201, {"Origin": "https://www.hotel.example"})
    assert arrive()  # no browser


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"widget_key": None}, "widget_key"),
        ({"widget_key": {}}, "widget_key"),
        ({"name": "x" * 201}, "name"),
        ({"name": "\0"}, "name"),
        ({"email": "nora"}, "email"),
        ({"user_id": ["u"]}, "user_id"),
    ],
)
def test_odd_fields_are_named(widget: Widget, given: dict[str, Any], field: str) -> None:
    refused = arrive(400, **given)

    assert list(refused["details"]) == [field]
    assert refused["success"] is False
    assert Client().post(ADDRESS, "[]", content_type="application/json").status_code == 400


def test_one_address_brings_so_many_a_minute_and_is_told_when_to_come_again(
    widget: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "time", SimpleNamespace(time=lambda: 1_800_000_030.0))
    for _ in range(ARRIVALS_PER_MINUTE):
        arrive()
    answer = Client().post(ADDRESS, {"widget_key": "hotel-abc"}, content_type="application/json")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 31
    assert answer.json()["error"] == "Too many visitors from this address. Try again in 30 seconds."
    assert Visitor.objects.count() == ARRIVALS_PER_MINUTE


def test_a_visitors_token_opens_no_door_of_the_team(widget: Widget) -> None:
    bearer = {"Authorization": f"Bearer {arrive()['token']}"}

    for address in (
        "/api/auth/me", "/api/dashboard/customers", "/api/events", "/api/canned-responses",
        "/api/agent-availability/my-status",
    ):  # fmt: skip
        answer = Client().get(address, headers=bearer)
        assert answer.status_code == 403, address
        assert answer.json()["error"] == "Only people with an account may do this"
        forged = Client().get(address, headers={"Authorization": f"{bearer['Authorization']}x"})
        assert (forged.status_code, forged.json()["error"]) == (401, "Invalid or expired token")
    refreshed = Client().post(
        "/api/auth/refresh", {"refresh": bearer["Authorization"][7:]}, "application/json"
    )
    assert refreshed.status_code == 401


def test_ending_sessions_is_for_admins_and_makes_tokens_worthless(
    widget: Widget, amira: User, alice: User, charlie: User
) -> None:
    from handoff.errors import Forbidden, NotFound

    came = arrive()
    visitor_id = came["visitor"]["id"]
    with pytest.raises(Forbidden):
        end_sessions(alice.as_actor(door="admin"), visitor_id=visitor_id)
    User.objects.filter(pk=charlie.pk).update(role="admin")
    charlie.refresh_from_db()
    with pytest.raises(NotFound):
        end_sessions(charlie.as_actor(door="admin"), visitor_id=visitor_id)
    proof_from(came["token"])

    assert end_sessions(amira.as_actor(door="admin"), visitor_id=visitor_id) == 1

    with pytest.raises(InvalidToken):
        proof_from(came["token"])
    event = Event.objects.get()
    assert (event.type, event.topics) == ("participant_sessions_ended", [])


def test_a_token_ends_with_its_session(widget: Widget) -> None:
    token = arrive()["token"]
    ParticipantSession.objects.update(expires_at=timezone.now())

    with pytest.raises(InvalidToken):
        proof_from(token)


def test_a_customer_with_an_account_is_a_visitor_from_the_first_time_on(
    vera: User, alice: User
) -> None:
    token = access_token_for(vera)
    actors = [actor_from(proof_from(token), door="rest") for _ in range(2)]

    visitor = Visitor.objects.get(user=vera)
    assert {actor.participant for actor in actors} == {f"visitor:{visitor.pk}"}
    assert (visitor.name, visitor.email) == ("Vera Vidal", vera.email)
    assert {actor.user_id for actor in actors} == {vera.pk}
    assert actor_from(proof_from(access_token_for(alice)), door="rest").participant == ""
    User.objects.filter(pk=vera.pk).update(first_name="Verena")
    actor_from(proof_from(token), door="rest")
    assert Visitor.objects.get().name == "Verena Vidal"


def test_who_it_is_costs_one_query(widget: Widget) -> None:
    token = arrive()["token"]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        actor_from(proof_from(token), door="rest")
    assert len(queries) == 1


class Echo(APIView):
    """A door that participants may use too."""

    authentication_classes = (ParticipantAuthentication,)
    permission_classes = (IsSignedIn,)

    def get(self, request: Request) -> Response:
        actor = participant_or_team(request)
        return Response({"participant": actor.participant, "role": actor.role})


def test_a_door_of_participants_knows_visitors_customers_and_the_team(
    widget: Widget, vera: User, alice: User, amira: User
) -> None:
    came = arrive()
    tokens = [came["token"], access_token_for(vera), access_token_for(alice)]

    def ask(token: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return Echo.as_view()(APIRequestFactory().get("/", headers=headers))

    visitor, customer, agent = (ask(token).data for token in tokens)

    assert visitor == {"participant": f"visitor:{came['visitor']['id']}", "role": "customer"}
    assert customer["participant"] == f"visitor:{Visitor.objects.get(user=vera).pk}"
    assert agent == {"participant": "", "role": "agent"}
    end_sessions(amira.as_actor(door="admin"), visitor_id=came["visitor"]["id"])
    for worthless in (came["token"], "nonsense"):
        refused = ask(worthless)
        assert (refused.status_code, refused.data["error"]) == (401, "Invalid or expired token")
    assert Echo.as_view()(APIRequestFactory().get("/")).status_code == 401
