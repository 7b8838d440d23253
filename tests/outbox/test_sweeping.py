"""What is long over is deleted, where its kind says that nobody asks for it any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from handoff.outbox import sweeping
from handoff.outbox.models import Delivery, DeliveryState
from handoff.outbox.sweeping import sweep
from tests.outbox.conftest import Put, Spy

pytestmark = pytest.mark.django_db

OLD = timezone.now() - timedelta(days=31)
YOUNG = timezone.now() - timedelta(days=29)


@pytest.fixture
def swept() -> Spy:
    spy = Spy("test.swept")
    spy.register(repeatable=True, is_swept=True)
    return spy


@pytest.mark.parametrize("state", ["sent", "failed", "cancelled"])
def test_what_is_long_over_goes(put: Put, swept: Spy, state: str) -> None:
    put(swept, state=state, settled_at=OLD)
    young = put(swept, state=state, settled_at=YOUNG)
    assert sweep() == 1
    assert list(Delivery.objects.all()) == [young]


def test_the_setting_says_how_long(put: Put, swept: Spy, settings: Any) -> None:
    put(swept, state=DeliveryState.SENT, settled_at=YOUNG)
    settings.EVENT_RETENTION_DAYS = 7
    assert sweep() == 1


def test_what_still_means_something_stays(put: Put, swept: Spy, post: Spy) -> None:
    """Other kinds, and what waits or may have happened, however old."""
    put(post, state=DeliveryState.SENT, settled_at=OLD)
    put(swept, created_at=OLD)
    put(swept, state=DeliveryState.UNCERTAIN, settled_at=OLD)
    assert sweep() == 0


def test_does_a_bounded_part_at_once(put: Put, swept: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [put(swept, state=DeliveryState.SENT, settled_at=OLD) for _ in range(3)]
    monkeypatch.setattr(sweeping, "MOST_AT_ONCE", 2)
    assert (sweep(), sweep(), sweep()) == (2, 1, 0)
    assert not Delivery.objects.filter(pk__in=[row.pk for row in rows]).exists()
