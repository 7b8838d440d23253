"""Fetching users, authorised in the same call."""

from __future__ import annotations

import pytest

from handoff.accounts.models import Company, Role, User
from handoff.accounts.permissions import UserNotFound, get_colleague_for, get_user_for
from handoff.actor import customer_of, system_of
from handoff.errors import NotFound
from tests.cast import make_user

EVERYBODY = ("alice", "bob", "amira", "vera", "charlie", "root")
TEAM = {"alice", "bob", "amira"}


@pytest.mark.parametrize(
    ("who", "users", "colleagues"),
    [
        ("alice", {*TEAM, "vera"}, TEAM),
        ("amira", {*TEAM, "vera"}, TEAM),
        ("vera", set(), set()),
        ("charlie", {"charlie"}, {"charlie"}),
        ("root", set(EVERYBODY), {*TEAM, "charlie", "root"}),
    ],
)
def test_finds_only_those_of_the_own_company(
    request: pytest.FixtureRequest, who: str, users: set[str], colleagues: set[str]
) -> None:
    people: dict[str, User] = {name: request.getfixturevalue(name) for name in EVERYBODY}
    actor = people[who].as_actor(door="test")

    for get, expected in ((get_user_for, users), (get_colleague_for, colleagues)):
        found = set()
        for name, person in people.items():
            try:
                assert get(actor, person.pk) == person
                found.add(name)
            except UserNotFound:
                pass
        assert found == expected, get.__name__


def test_a_deactivated_user_is_no_colleague(alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    actor = alice.as_actor(door="test")

    assert get_user_for(actor, bob.pk) == bob
    with pytest.raises(NotFound, match="User not found"):
        get_colleague_for(actor, bob.pk)


def test_the_server_finds_colleagues_and_a_guest_does_not(hotel: Company, alice: User) -> None:
    assert get_colleague_for(system_of(hotel.pk, door="worker"), alice.pk) == alice
    with pytest.raises(NotFound):
        get_colleague_for(customer_of(hotel.pk, name="Guest", door="test"), alice.pk)


def test_admins_of_a_company_are_its_active_ones(
    hotel: Company, globex: Company, alice: User, amira: User, root: User
) -> None:
    make_user(globex, "Gina Gold", Role.ADMIN)
    gone = make_user(hotel, "Gone Grey", Role.ADMIN)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    second = make_user(hotel, "Aaron Abel", Role.ADMIN)
    assert list(User.objects.admins_of(hotel.pk)) == [amira, second]
