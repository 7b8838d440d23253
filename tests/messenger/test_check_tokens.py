"""Each page's token is tried once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from conversations.connectors.messenger.checking import schedule_checks
from customers.models import Page
from handoff.outbox.delivering import work_off
from handoff.outbox.models import Delivery
from tests.answering import reply
from tests.messenger.fake_graph import FakeGraph, error


@pytest.fixture(autouse=True)
def _patient(settings: Settings, facebook: FakeGraph) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 10.0


@pytest.fixture(autouse=True)
def _old(page: Page) -> None:
    """Its token came otherwise than by connecting, and was never asked about."""
    Page.objects.update(created_at=timezone.now() - timedelta(hours=25))


def check() -> Delivery:
    schedule_checks()
    work_off()
    return Delivery.objects.filter(kind="messenger.check_page").latest("pk")


def test_a_token_that_works_is_tried_again_tomorrow(facebook: FakeGraph, page: Page) -> None:
    facebook.answers = [reply(200, {"id": page.page_id})]
    assert check().state == "sent"
    assert facebook.asked[0].path == "/v23.0/me"
    assert schedule_checks() == 0
    Page.objects.update(token_checked_at=timezone.now() - timedelta(hours=25))
    assert schedule_checks() == 1


def test_a_token_that_died_is_marked(facebook: FakeGraph, page: Page) -> None:
    facebook.answers = [error(401, 190, 458)]
    assert check().state == "sent"
    page.refresh_from_db()
    assert "removed the app" in page.token_died_reason


@pytest.mark.parametrize("answered", [error(500, 2), error(400, 4), reply(200, b"<")])
def test_a_disturbance_says_nothing(facebook: FakeGraph, page: Page, answered: object) -> None:
    facebook.answers = [answered]  # type: ignore[list-item]
    assert check().state == "due"
    page.refresh_from_db()
    assert page.token_died_at is None


def test_a_new_page_has_a_day(page: Page) -> None:
    Page.objects.update(created_at=timezone.now())
    assert schedule_checks() == 0


def test_a_page_without_a_token_is_left_alone(page: Page) -> None:
    Page.objects.update(access_token="")
    assert schedule_checks() == 0


def test_a_page_that_was_disconnected_meanwhile_is_not_asked_about(
    facebook: FakeGraph, page: Page
) -> None:
    schedule_checks()
    Page.objects.update(access_token="")
    work_off()
    assert Delivery.objects.get().state == "cancelled"
    assert facebook.asked == []
