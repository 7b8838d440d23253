"""Who may come to the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from conversations.models import Conversation, Message, Owner
from handoff.accounts.models import User
from tests.desk.conftest import SignedIn

DEEDS = ["take", "reply", "release", "resume"]


def test_asks_who_is_there_and_comes_back(client: Client, john: Conversation) -> None:
    address = f"/desk/conversations/{john.pk}/?list=all"
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next=/desk/conversations/{john.pk}/%3Flist%3Dall"


@pytest.mark.parametrize("deed", DEEDS)
def test_does_nothing_for_somebody_unknown(client: Client, john: Conversation, deed: str) -> None:
    response = client.post(f"/desk/conversations/{john.pk}/{deed}/", {"text": "Hello"})
    assert response.status_code == 302
    john.refresh_from_db()
    assert john.owner == Owner.NOBODY
    assert not Message.objects.exists()


def test_tells_a_customer_that_the_desk_is_for_the_team(signed_in: SignedIn, vera: User) -> None:
    response = signed_in(vera).get("/desk/")
    assert response.status_code == 403
    assert "The desk is for the team" in response.content.decode()


def test_shows_a_stranger_no_conversation(
    signed_in: SignedIn, charlie: User, john: Conversation
) -> None:
    browser = signed_in(charlie)
    page = browser.get(f"/desk/conversations/{john.pk}/")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    for name in ("waiting", "mine", "all"):
        assert "John Doe" not in browser.get(f"/desk/?list={name}").content.decode()


@pytest.mark.parametrize("deed", DEEDS)
def test_lets_no_stranger_do_anything(
    signed_in: SignedIn, charlie: User, john: Conversation, deed: str
) -> None:
    fields = {"text": "Hello", "client_id": "stranger"}
    response = signed_in(charlie).post(f"/desk/conversations/{john.pk}/{deed}/", fields)
    assert response.status_code == 404
    john.refresh_from_db()
    assert (john.owner, john.last_seq) == (Owner.NOBODY, 0)


@pytest.mark.parametrize("deed", DEEDS)
def test_lets_no_customer_do_anything(
    signed_in: SignedIn, vera: User, john: Conversation, deed: str
) -> None:
    response = signed_in(vera).post(f"/desk/conversations/{john.pk}/{deed}/", {"text": "Hello"})
    assert response.status_code == 403
    john.refresh_from_db()
    assert (john.owner, john.last_seq) == (Owner.NOBODY, 0)


@pytest.mark.parametrize("deed", DEEDS)
def test_takes_no_form_of_another_site(alice: User, john: Conversation, deed: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    response = browser.post(f"/desk/conversations/{john.pk}/{deed}/", {"text": "Hello"})
    assert response.status_code == 403
    assert "This page was out of date" in response.content.decode()
    john.refresh_from_db()
    assert (john.owner, john.last_seq) == (Owner.NOBODY, 0)


@pytest.mark.parametrize("deed", DEEDS)
def test_shows_the_conversation_to_who_comes_to_a_deed_by_its_address(
    at_alices: Client, john: Conversation, deed: str
) -> None:
    response = at_alices.get(f"/desk/conversations/{john.pk}/{deed}/?list=all")
    assert response.status_code == 302
    assert response["Location"] == f"/desk/conversations/{john.pk}/?list=all"


def test_shows_a_superuser_every_company(
    signed_in: SignedIn, root: User, john: Conversation
) -> None:
    assert "John Doe" in signed_in(root).get("/desk/").content.decode()


def test_is_not_kept_by_caches(at_alices: Client) -> None:
    assert "no-store" in at_alices.get("/desk/")["Cache-Control"]


def test_says_in_words_that_an_address_does_not_exist(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
