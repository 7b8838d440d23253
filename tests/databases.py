"""Which tests run on which database."""

from __future__ import annotations

import os

import pytest
from django.db import connection

once = pytest.mark.skipif(
    connection.vendor == "sqlite" and "POSTGRESQL_FOLLOWS" in os.environ,
    reason="runs on PostgreSQL afterwards, which refuses more; twice it proves nothing more",
)
"""For long trials: where `make test` goes on to PostgreSQL, not on SQLite before."""
