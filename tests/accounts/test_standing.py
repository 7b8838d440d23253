"""Deactivating, activating, and giving users another role or company."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handoff import topics
from handoff.accounts.actions import (
    NotYourself,
    SuperusersOnly,
    activate_user,
    change_standing,
    deactivate_user,
    end_access,
)
from handoff.accounts.events import UserDeactivated
from handoff.accounts.models import Company, Role, User
from handoff.accounts.permissions import AdminsOnly, UserNotFound
from handoff.news import emitting
from handoff.news.models import Event

ACTIONS: list[Callable[..., User]] = [activate_user, deactivate_user, end_access]


def news() -> list[tuple[str, int, dict[str, Any], list[str]]]:
    return [
        (event.type, event.company_id, event.payload, event.topics)
        for event in Event.objects.order_by("pk")
    ]


def told(kind: str, user: User, company: Company) -> tuple[str, int, dict[str, Any], list[str]]:
    payload = {"user_id": user.pk, "company_id": company.pk}
    return kind, company.pk, payload, [topics.team(company.pk)]


def standing(user: User, **changes: Any) -> dict[str, Any]:
    now = {"role": user.role, "company_id": user.company_id, "is_superuser": user.is_superuser}
    return {**now, **changes}


def test_deactivates_and_tells_the_team_once(hotel: Company, alice: User, amira: User) -> None:
    actor = amira.as_actor(door="test")

    for _ in range(2):
        assert not deactivate_user(actor, user_id=alice.pk).is_active

    alice.refresh_from_db()
    assert not alice.is_active
    assert news() == [told("user_deactivated", alice, hotel)]


def test_activates_and_tells_the_team_once(hotel: Company, alice: User, amira: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    for _ in range(2):
        assert activate_user(amira.as_actor(door="test"), user_id=alice.pk).is_active

    assert news() == [told("user_activated", alice, hotel)]


def test_other_rooms_hear_it_in_the_same_transaction(
    alice: User, amira: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: UserDeactivated) -> None:
        raise RuntimeError("nobody could take over")

    monkeypatch.setitem(emitting._subscribers, UserDeactivated, [fail])

    with pytest.raises(RuntimeError, match="nobody could take over"):
        deactivate_user(amira.as_actor(door="test"), user_id=alice.pk)

    alice.refresh_from_db()
    assert alice.is_active
    assert news() == []


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("who", ["alice", "bob", "vera"])
def test_is_for_admins_only(
    request: pytest.FixtureRequest, bob: User, who: str, action: Callable[..., User]
) -> None:
    actor = request.getfixturevalue(who).as_actor(door="test")

    with pytest.raises(AdminsOnly):
        action(actor, user_id=bob.pk)


@pytest.mark.parametrize("action", ACTIONS)
def test_does_not_know_strangers_and_superusers(
    amira: User, charlie: User, root: User, hotel: Company, action: Callable[..., User]
) -> None:
    """A superuser is a stranger even where he belongs to the admin's company."""
    User.objects.filter(pk=root.pk).update(company=hotel)

    for user_id in (charlie.pk, root.pk, 10**30):
        with pytest.raises(UserNotFound):
            action(amira.as_actor(door="test"), user_id=user_id)
    assert news() == []


def test_nobody_locks_himself_out(amira: User) -> None:
    actor = amira.as_actor(door="test")

    with pytest.raises(NotYourself):
        deactivate_user(actor, user_id=amira.pk)
    with pytest.raises(NotYourself):
        change_standing(actor, user_id=amira.pk, **standing(amira, role=Role.AGENT))


def test_a_superuser_deactivates_in_every_company(
    root: User, charlie: User, globex: Company
) -> None:
    deactivate_user(root.as_actor(door="test"), user_id=charlie.pk)

    assert news() == [told("user_deactivated", charlie, globex)]


def test_an_unchanged_standing_is_no_news(amira: User, alice: User) -> None:
    change_standing(amira.as_actor(door="test"), user_id=alice.pk, **standing(alice))

    assert news() == []


@pytest.mark.parametrize(
    ("role", "kind"),
    [(Role.ADMIN, "user_access_changed"), (Role.CUSTOMER, "user_deactivated")],
)
def test_an_admin_changes_roles(
    amira: User, alice: User, hotel: Company, role: Role, kind: str
) -> None:
    """Who becomes a customer can answer nobody, as if deactivated."""
    change_standing(amira.as_actor(door="test"), user_id=alice.pk, **standing(alice, role=role))

    alice.refresh_from_db()
    assert alice.role == role
    assert news() == [told(kind, alice, hotel)]


def test_only_superusers_move_and_appoint(
    amira: User, alice: User, root: User, hotel: Company, globex: Company
) -> None:
    for change in ({"company_id": globex.pk}, {"company_id": None}, {"is_superuser": True}):
        with pytest.raises(SuperusersOnly):
            change_standing(
                amira.as_actor(door="test"), user_id=alice.pk, **standing(alice, **change)
            )
    assert news() == []

    moved = standing(alice, company_id=globex.pk)
    change_standing(root.as_actor(door="test"), user_id=alice.pk, **moved)

    alice.refresh_from_db()
    assert alice.company == globex
    assert news() == [told("user_deactivated", alice, hotel)]


def test_a_new_password_is_told(amira: User, alice: User, hotel: Company) -> None:
    end_access(amira.as_actor(door="test"), user_id=alice.pk)

    assert news() == [told("user_access_changed", alice, hotel)]
