"""Two admins connect one page at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from customers.connecting import ProvenPage, connect_page
from customers.errors import PageTaken
from customers.models import Page
from handoff.accounts.models import Company, Role, User
from handoff.actor import Actor
from tests.cast import make_user

SPA_ID = "700100200300401"


def connect_at_once(actors: list[Actor]) -> list[str]:
    """What each of them was told: `new`, `renewed` or the refusal."""
    gate = threading.Barrier(len(actors))
    told: list[str] = []

    def connect(actor: Actor) -> None:
        spa = ProvenPage(page_id=SPA_ID, name="Spa", access_token=f"EAA{actor.user_id}")
        gate.wait(10)
        try:
            assert actor.company_id
            _, is_new = connect_page(actor, spa, company_id=actor.company_id)
            told.append("new" if is_new else "renewed")
        except PageTaken as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=connect, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(told)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_of_two_companies_one_has_it(
    amira: User, globex: Company, round_: int, hotel: Company
) -> None:
    dana = make_user(globex, "Dana Dow", Role.ADMIN)
    told = connect_at_once([user.as_actor(door="test") for user in (amira, dana)])
    page = Page.objects.get()
    assert told == ["new", "page_taken"]
    winner = amira if page.company == hotel else dana
    assert page.access_token == f"EAA{winner.pk}"
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_of_one_company_both_have_it(amira: User, hotel: Company) -> None:
    dana = make_user(hotel, "Dana Dow", Role.ADMIN)
    told = connect_at_once([user.as_actor(door="test") for user in (amira, dana)])
    assert told == ["new", "renewed"]
    assert Page.objects.get().access_token in (f"EAA{amira.pk}", f"EAA{dana.pk}")
