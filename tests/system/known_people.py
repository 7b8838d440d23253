"""For schemathesis: half of what it makes up is about somebody who exists, or all would be 404."""

from __future__ import annotations

import zlib
from typing import Any

import schemathesis

from tests.system.installation import PAGE_ID

CUSTOMER_ID = "8708957485860081"


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Decided by the case itself, so that a seed gives the same run again."""
    if zlib.crc32(repr((case.query, case.body)).encode()) % 2 or "customer_id" not in str(
        case.path
    ):
        return case
    if case.path_parameters and "customer_id" in case.path_parameters:
        case.path_parameters["customer_id"] = CUSTOMER_ID
    if isinstance(case.body, dict) and isinstance(case.body.get("page_id"), str):
        case.body["page_id"] = PAGE_ID
    if isinstance(case.query, dict) and isinstance(case.query.get("page_id"), str):
        case.query["page_id"] = PAGE_ID
    return case
