"""Giving the database connection back before one waits for somebody outside."""

from __future__ import annotations

from django.db import connection


def let_database_go() -> None:
    """The other side may take its time, and others need the connection: the pool has few.

    The next query takes another. Inside a transaction nothing is given back.
    """
    if not connection.in_atomic_block:
        connection.close()
