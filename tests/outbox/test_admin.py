"""The outbox in Django admin: to look at, each company its own."""

import pytest
from django.test import Client

from handoff.accounts.models import Company, User
from handoff.outbox.actions import schedule
from handoff.outbox.models import Delivery, DeliveryState
from tests.outbox.conftest import Put, Spy

pytestmark = pytest.mark.django_db

LIST = "/admin/outbox/delivery/"


@pytest.fixture
def admin(client: Client, amira: User) -> Client:
    client.force_login(amira)
    return client


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_shows_what_waits_and_why(admin: Client, put: Put, post: Spy) -> None:
    put(post, conversation_id=4711, attempts=3, last_error="Connection refused")
    put(post, "send:2", state=DeliveryState.FAILED, last_error="The page says no")
    shown = page(admin)
    for words in ("test.post", "4711", "Due", "Connection refused", "Failed", "The page says no"):
        assert words in shown


def test_shows_nothing_of_another_company(
    admin: Client, globex: Company, put: Put, post: Spy
) -> None:
    strangers = schedule("test.post", company_id=globex.pk, lane="send:9", payload={})
    Delivery.objects.filter(pk=strangers.pk).update(last_error="A stranger's fault")
    assert "A stranger" not in page(admin)
    assert admin.get(f"{LIST}{strangers.pk}/change/").status_code == 302


def test_shows_a_superuser_every_company(
    client: Client, root: User, globex: Company, put: Put, post: Spy
) -> None:
    put(post)
    schedule("test.post", company_id=globex.pk, lane="send:9", payload={})
    client.force_login(root)
    shown = page(client)
    assert "Globex" in shown
    assert "Hotel ABC" in shown


def test_finds_by_conversation_and_error(admin: Client, put: Put, post: Spy) -> None:
    put(post, conversation_id=4711, last_error="Connection refused")
    put(post, conversation_id=4712, last_error="Rate limit")
    assert "Rate limit" not in page(admin, f"{LIST}?q=4711")
    assert "Rate limit" not in page(admin, f"{LIST}?q=refused")


def test_nothing_can_be_changed_here(admin: Client, put: Put, post: Spy) -> None:
    delivery = put(post)
    assert "Save" not in page(admin, f"{LIST}{delivery.pk}/change/")
    for way in ("add/", f"{delivery.pk}/delete/"):
        assert admin.get(LIST + way).status_code == 403
    assert admin.post(f"{LIST}{delivery.pk}/change/", {"state": "sent"}).status_code == 403


def test_agents_do_not_come_in(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get(LIST).status_code == 302
