"""Users and companies in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, Page
from handoff.accounts.models import Company, Role, User
from handoff.accounts.tokens import InvalidToken, access_token_for, user_from_token
from handoff.news.models import Event
from tests.admin.conftest import Things
from tests.admin.test_tenancy import address
from tests.cast import PASSWORD

STRONG = "a-long-and-strange-sentence"


def form_of(user: User, **changes: Any) -> dict[str, Any]:
    """What a browser posts for this user; None leaves a field out, as an unticked box is."""
    data = {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "job_title": user.job_title,
        "role": user.role,
        "is_active": "on",
    }
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def post(browser: Client, user: User, **changes: Any) -> Any:
    return browser.post(address(User, "change", user.pk), form_of(user, **changes))


def errors_of(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("type", flat=True))


def new_user(**more: Any) -> dict[str, Any]:
    return {
        "email": " Dora@Demo.test ",
        "first_name": "Dora",
        "last_name": "Dean",
        "role": "agent",
        "password1": STRONG,
        "password2": STRONG,
        **more,
    }


def test_an_admin_makes_users_of_the_own_company(
    admin: Client, hotel: Company, globex: Company
) -> None:
    data = new_user(company=globex.pk, is_superuser="on")

    answer = admin.post(address(User, "add"), data)

    dora = User.objects.get(email="dora@demo.test")
    assert answer.status_code == 302
    assert (dora.company, dora.role, dora.is_superuser, dora.is_active) == (
        hotel, Role.AGENT, False, True,
    )  # fmt: skip
    assert dora.check_password(STRONG)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"password2": "other"}, "password2"),
        ({"password1": "dora", "password2": "dora"}, "password2"),
        ({"email": "ALICE@demo.test"}, "email"),
        ({"role": "superuser"}, "role"),
    ],
)
def test_a_new_user_must_be_right(
    admin: Client, alice: User, more: dict[str, Any], field: str
) -> None:
    assert field in errors_of(admin.post(address(User, "add"), new_user(**more)))


def test_a_superuser_makes_users_of_any_company(superuser: Client, globex: Company) -> None:
    without = superuser.post(address(User, "add"), new_user())
    superuser.post(address(User, "add"), new_user(company=globex.pk))

    assert "company" in errors_of(without)
    assert User.objects.get(email="dora@demo.test").company == globex


def test_names_are_changed_without_news(admin: Client, alice: User) -> None:
    assert post(admin, alice, first_name="Alicia", job_title="Concierge").status_code == 302

    alice.refresh_from_db()
    assert (alice.first_name, alice.job_title, alice.is_active) == ("Alicia", "Concierge", True)
    assert events() == []


def test_deactivating_goes_through_the_action(admin: Client, alice: User) -> None:
    post(admin, alice, is_active=None, first_name="Alicia")

    alice.refresh_from_db()
    assert (alice.is_active, alice.first_name) == (False, "Alicia")
    assert events() == ["user_deactivated"]

    post(admin, alice, is_active="on")

    alice.refresh_from_db()
    assert alice.is_active
    assert events() == ["user_deactivated", "user_activated"]


def test_a_role_changes_through_the_action(admin: Client, alice: User) -> None:
    post(admin, alice, role="admin")

    alice.refresh_from_db()
    assert alice.role == Role.ADMIN
    assert events() == ["user_access_changed"]


def test_an_admin_neither_moves_nor_appoints(
    admin: Client, amira: User, alice: User, globex: Company
) -> None:
    for user in (alice, amira):
        post(admin, user, company=globex.pk, is_superuser="on", is_staff="on", groups=["1"])

        user.refresh_from_db()
        assert user.company != globex
        assert not user.is_superuser


@pytest.mark.parametrize("change", [{"is_active": None}, {"role": "agent"}])
def test_nobody_lowers_the_own_rights(admin: Client, amira: User, change: dict[str, Any]) -> None:
    answer = post(admin, amira, **change)

    assert set(errors_of(answer)) == set(change)
    amira.refresh_from_db()
    assert (amira.is_active, amira.role) == (True, Role.ADMIN)


def test_a_superuser_moves_and_appoints(
    superuser: Client, alice: User, hotel: Company, globex: Company
) -> None:
    post(superuser, alice, company=globex.pk)
    alice.refresh_from_db()
    assert alice.company == globex

    post(superuser, alice, company=globex.pk, is_superuser="on")
    alice.refresh_from_db()
    assert alice.is_superuser
    assert events() == ["user_deactivated", "user_access_changed"]


def test_an_admin_never_meets_a_superuser_of_the_own_company(
    admin: Client, root: User, hotel: Company
) -> None:
    """Or the admin could set a password and become one."""
    User.objects.filter(pk=root.pk).update(company=hotel)
    before = root.password

    admin.post(
        f"/admin/accounts/user/{root.pk}/password/", {"password1": STRONG, "password2": STRONG}
    )

    assert root.email not in admin.get(address(User, "changelist")).content.decode()
    assert admin.get(address(User, "change", root.pk)).status_code == 302
    root.refresh_from_db()
    assert root.password == before


def test_an_admin_sets_a_password(admin: Client, alice: User) -> None:
    token = access_token_for(alice)
    path = f"/admin/accounts/user/{alice.pk}/password/"

    assert admin.get(path).status_code == 200
    weak = admin.post(path, {"password1": "123", "password2": "123"})
    done = admin.post(path, {"password1": STRONG, "password2": STRONG})

    assert (weak.status_code, done.status_code) == (200, 302)
    alice.refresh_from_db()
    assert alice.check_password(STRONG)
    assert events() == ["user_access_changed"]
    with pytest.raises(InvalidToken):
        user_from_token(token)


def test_a_strangers_password_stays(admin: Client, charlie: User) -> None:
    path = f"/admin/accounts/user/{charlie.pk}/password/"

    answer = admin.post(path, {"password1": STRONG, "password2": STRONG})

    assert answer.status_code == 404
    charlie.refresh_from_db()
    assert charlie.check_password(PASSWORD)


def test_an_admin_names_the_company_but_keeps_the_slug(admin: Client, hotel: Company) -> None:
    path = address(Company, "change", hotel.pk)
    wrong = admin.post(path, {"name": "Hotel XYZ", "slug": "xyz", "time_zone": "Mars/Base"})
    admin.post(path, {"name": "Hotel XYZ", "slug": "xyz", "time_zone": "Europe/Vienna"})

    hotel.refresh_from_db()
    assert "time_zone" in errors_of(wrong)
    assert (hotel.name, hotel.slug, hotel.time_zone) == ("Hotel XYZ", "hotel-abc", "Europe/Vienna")
    assert admin.get(address(Company, "add")).status_code == 403


def test_a_superuser_makes_companies(superuser: Client) -> None:
    superuser.post(address(Company, "add"), {"name": "New", "slug": "new", "time_zone": "UTC"})

    assert Company.objects.get(slug="new").name == "New"


def test_a_page_shows_no_token_and_takes_none_by_hand(admin: Client, ours: Things) -> None:
    page = ours[Page]
    path, kept = address(Page, "change", page.pk), page.access_token
    data = {"name": "Renamed", "page_id": "77", "access_token": "forged"}

    assert kept
    for what in ("change", "history"):
        assert kept not in admin.get(address(Page, what, page.pk)).content.decode()
    admin.post(path, {**data, "unclaimed_after_seconds": 60})

    before = (page.name, page.page_id, kept)
    page.refresh_from_db()
    assert (page.name, page.page_id, page.access_token) == before
    assert page.unclaimed_after_seconds == 60


def test_only_the_names_of_a_customer_change(admin: Client, ours: Things) -> None:
    customer = ours[Customer]
    data = {"customer_name": "Jon", "first_name": "", "last_name": "", "message_count": 99}
    admin.post(address(Customer, "change", customer.pk), data)

    customer.refresh_from_db()
    assert (customer.customer_name, customer.message_count) == ("Jon", 0)
    assert admin.get(address(Customer, "add")).status_code == 403
