"""The index behind searching customers by name (contract document 2, "Database Indexes").

PostgreSQL finds any part of a name by trigrams. SQLite has nothing alike and reads the company's
customers; it serves small installations. Where the extension may not be made, the search works
without the index.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import ProgrammingError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INDEX = """
    CREATE INDEX customer_names_search ON customers_customer USING gin (
        UPPER(customer_name) gin_trgm_ops,
        UPPER(first_name) gin_trgm_ops,
        UPPER(last_name) gin_trgm_ops
    )
"""


def add_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), editor.connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(INDEX)
    except ProgrammingError as fault:
        print(f"Searching names goes without an index: {fault}")  # noqa: T201


def drop_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS customer_names_search")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(add_index, drop_index)]
