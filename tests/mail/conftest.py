"""No refusals left over from the test before."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()
