from __future__ import annotations

import pytest
from django.core.cache import cache

from customers.models import Widget
from handoff.accounts.models import Company


@pytest.fixture(autouse=True)
def _nobody_counted() -> None:
    cache.clear()


@pytest.fixture
def widget(hotel: Company) -> Widget:
    return Widget.objects.create(
        company=hotel, name="Website", key="hotel-abc", secret="hotel-abc-widget-secret"
    )
