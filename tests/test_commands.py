"""Reading what an order brings: whatever it is, it is read or refused."""

from __future__ import annotations

import pytest

from conversations.inputs import CustomerInput
from handoff.commands import read_input
from handoff.errors import Invalid


def test_refuses_what_is_nested_deeper_than_it_can_be_written_out() -> None:
    knot: object = "1"
    for _ in range(100_000):
        knot = {"a": knot}
    with pytest.raises(Invalid, match="nested too deeply"):
        read_input(CustomerInput, {"page_id": knot, "customer_id": "1"})
