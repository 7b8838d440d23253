"""Browsers of other sites: only those of `ALLOWED_ORIGINS` (contract README, "Who is asking")."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

SHOP = "https://shop.example"


@pytest.fixture(autouse=True)
def allowed(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SHOP]


@pytest.mark.parametrize("path", ["/api/dashboard/customers", "/api/auth/login", "/api/events"])
def test_an_allowed_site_is_let_in(client: Client, path: str) -> None:
    answer = client.options(
        path,
        headers={
            "Origin": SHOP,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == SHOP
    allowed = answer["Access-Control-Allow-Headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed


@pytest.mark.django_db
def test_it_may_read_our_headers(client: Client) -> None:
    answer = client.get("/api/dashboard/customers", headers={"Origin": SHOP})
    assert answer.status_code == 401
    exposed = answer["Access-Control-Expose-Headers"].split(", ")
    assert exposed == ["X-Total-Count", "Link", "Retry-After"]


def test_other_sites_get_no_header(client: Client) -> None:
    answer = client.options(
        "/api/dashboard/customers",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"},
    )
    assert "Access-Control-Allow-Origin" not in answer


def test_pages_take_no_part_in_it(client: Client) -> None:
    answer = client.get("/sign-in/", headers={"Origin": SHOP})
    assert "Access-Control-Allow-Origin" not in answer
