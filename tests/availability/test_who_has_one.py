"""Who has an availability, who loses it, and what an admin may do with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from handoff.accounts.actions import activate_user, change_standing, deactivate_user
from handoff.accounts.availability import edit_availability
from handoff.accounts.models import AgentAvailability, NoAvailability, Role, User
from handoff.accounts.permissions import AdminsOnly, UserNotFound
from handoff.news.models import Event
from tests.admin.test_tenancy import address
from tests.admin.test_users import form_of
from tests.availability.conftest import make, row_of, told


def test_who_is_deactivated_is_offline_and_stays_so(alice: User, amira: User) -> None:
    make(alice, "busy")
    admin = amira.as_actor(door="admin")

    deactivate_user(admin, user_id=alice.pk)
    assert not AgentAvailability.objects.of_team().exists()
    with pytest.raises(NoAvailability), transaction.atomic():
        AgentAvailability.objects.locked(alice.pk)
    activate_user(admin, user_id=alice.pk)

    assert row_of(alice).status == "offline"
    assert told() == [(alice.pk, "offline", "deactivated")]


def test_who_becomes_a_customer_has_none(alice: User, amira: User) -> None:
    make(alice)
    change_standing(
        amira.as_actor(door="admin"), user_id=alice.pk, role=Role.CUSTOMER,
        company_id=alice.company_id, is_superuser=False,
    )  # fmt: skip
    assert AgentAvailability.objects.of_team().count() == 0
    assert told() == [(alice.pk, "offline", "deactivated")]


def test_who_was_offline_is_deactivated_silently(alice: User, amira: User) -> None:
    make(alice, "offline")
    deactivate_user(amira.as_actor(door="admin"), user_id=alice.pk)
    assert told() == []


def test_who_moves_is_offline_and_only_the_old_company_hears_it(
    alice: User, root: User, charlie: User
) -> None:
    make(alice)
    change_standing(
        root.as_actor(door="admin"), user_id=alice.pk, role=Role.AGENT,
        company_id=charlie.company_id, is_superuser=False,
    )  # fmt: skip
    assert row_of(alice).status == "offline"
    said = Event.objects.get(type="agent_availability_changed")
    assert said.company_id == alice.company_id
    assert set(said.topics) == {f"team:{alice.company_id}", f"agents:{alice.company_id}"}


def test_colleagues_see_each_other_and_no_strangers(
    alice: User, bob: User, charlie: User, vera: User, root: User
) -> None:
    for user in (alice, bob, charlie):
        make(user)

    def seen_by(user: User) -> set[int]:
        rows = AgentAvailability.objects.visible_to(user.as_actor(door="test"))
        return set(rows.values_list("pk", flat=True))

    assert seen_by(alice) == {alice.pk, bob.pk}
    assert seen_by(charlie) == {charlie.pk}
    assert seen_by(vera) == set()
    assert seen_by(root) == {alice.pk, bob.pk, charlie.pk}


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "asleep"},
        {"max_concurrent_chats": 0},
        {"max_concurrent_chats": 21},
        {"status": "online", "last_seen_at": None},
        {"status_before": "online"},
        {"is_gone_told": False},
    ],
)
def test_the_database_keeps_the_rules_itself(alice: User, broken: dict[str, Any]) -> None:
    make(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgentAvailability.objects.filter(pk=alice.pk).update(**broken)


def test_an_admin_edits_the_own_companys_agents_only(
    alice: User, bob: User, amira: User, charlie: User, vera: User
) -> None:
    wanted: dict[str, Any] = {"status": "online", "max_concurrent_chats": 3, "skills": ["spa"]}
    admin = amira.as_actor(door="admin")
    row = edit_availability(admin, user_id=alice.pk, **wanted)
    assert (row.status, row.max_concurrent_chats, row.skills) == ("online", 3, ["spa"])
    assert told() == [(alice.pk, "online", "edited")]
    edit_availability(admin, user_id=alice.pk, **wanted | {"max_concurrent_chats": 4})
    assert len(told()) == 1

    for actor, user, refusal in (
        (admin, charlie, UserNotFound),
        (admin, vera, NoAvailability),
        (bob.as_actor(door="rest"), alice, AdminsOnly),
    ):
        with pytest.raises(refusal):
            edit_availability(actor, user_id=user.pk, **wanted)


@pytest.fixture
def browser(amira: User) -> Client:
    client = Client()
    client.force_login(amira)
    return client


def test_the_users_page_shows_and_changes_it(browser: Client, alice: User) -> None:
    make(alice, "busy")
    page = browser.get(address(User, "change", alice.pk)).content.decode()
    for word in ("Website chats", "chat_status", "Chats at once"):
        assert word in page

    posted = form_of(alice, chat_status="away", max_concurrent_chats="9", skills="Spa, Pool,spa")
    assert browser.post(address(User, "change", alice.pk), posted).status_code == 302

    row = row_of(alice)
    assert (row.status, row.max_concurrent_chats, row.skills) == ("away", 9, ["spa", "pool"])
    assert told() == [(alice.pk, "away", "edited")]


def test_a_page_that_was_open_for_long_takes_nothing_back(browser: Client, alice: User) -> None:
    """The agent came online while the admin looked at the page, which said offline."""
    make(alice, "online")
    posted = form_of(
        alice, job_title="Concierge", chat_status="offline", max_concurrent_chats="5", skills="",
        **{"initial-chat_status": "offline", "initial-max_concurrent_chats": "5",
           "initial-skills": ""},
    )  # fmt: skip
    assert browser.post(address(User, "change", alice.pk), posted).status_code == 302
    assert User.objects.get(pk=alice.pk).job_title == "Concierge"
    assert row_of(alice).status == "online"


@pytest.mark.parametrize("slots", ["0", "21", "many"])
def test_the_users_page_refuses_what_rest_refuses(browser: Client, alice: User, slots: str) -> None:
    answer = browser.post(
        address(User, "change", alice.pk),
        form_of(alice, chat_status="asleep", max_concurrent_chats=slots, skills="x" * 51),
    )
    errors = answer.context["adminform"].form.errors
    assert set(errors) == {"chat_status", "max_concurrent_chats", "skills"}
    assert not AgentAvailability.objects.exists()


def test_a_customers_page_has_no_such_fields(browser: Client, vera: User) -> None:
    page = browser.get(address(User, "change", vera.pk)).content.decode()
    assert "chat_status" not in page
    posted = form_of(vera, chat_status="online", max_concurrent_chats="5", skills="")
    assert browser.post(address(User, "change", vera.pk), posted).status_code == 302
    assert not AgentAvailability.objects.exists()
