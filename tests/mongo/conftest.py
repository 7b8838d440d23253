"""A dump with one page, one agent and one customer, as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from handoff.accounts.models import Company
from tests.mongo import dumps
from tests.mongo.dumps import Document, Told

Bring = Callable[..., Told]


@pytest.fixture
def bring(hotel: Company, tmp_path: Path) -> Bring:
    """Imports Alice, the page, John and what is said into the hotel; anything can be replaced."""

    def write_and_import(
        *options: str,
        users: Sequence[Document] = (dumps.alice(),),
        pages: Sequence[Document] = (dumps.page(),),
        customers: Sequence[Document] = (dumps.customer(),),
        messages: Sequence[Document] = (),
        company: str = "hotel-abc",
    ) -> Told:
        collections = {
            "users": users, "pages": pages, "customers": customers, "messages": messages
        }  # fmt: skip
        folder = dumps.write_dump(tmp_path / "dump", collections)
        return dumps.import_dump(folder, *options, company=company)

    return write_and_import
