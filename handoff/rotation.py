"""Re-encrypting every stored secret with the newest key, and finding those that no key opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import Error as DatabaseFault
from django.db import models, transaction
from django.db.models.functions import Cast

from handoff.encryption import EncryptedTextField, keyring

BATCH = 500
CHECKED = 10_000
NAMED = 20


@dataclass(slots=True)
class Column:
    """One encrypted field of one model, and how its rows fared."""

    model: type[models.Model]
    name: str
    rotated: int = 0
    newest_already: int = 0
    changed_meanwhile: int = 0
    unreadable: list[Any] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def secrets(self) -> models.QuerySet[Any]:
        """Rows with a secret, with the text of the column as `held`."""
        held = Cast(self.name, models.TextField())
        return self.model._base_manager.annotate(held=held).exclude(held="").order_by("pk")

    def batch_after(self, last: Any) -> list[tuple[Any, str]]:
        rows = self.secrets()
        if last is not None:
            rows = rows.filter(pk__gt=last)
        return list(rows.values_list("pk", "held")[:BATCH])


def columns() -> Iterator[Column]:
    """Every encrypted field of every model."""
    for model in apps.get_models():
        for its in model._meta.local_concrete_fields:
            if isinstance(its, EncryptedTextField):
                yield Column(model, its.attname)


def rotate(column: Column) -> None:
    """Bring a column to the newest key, one transaction a batch.

    It may be cut off at any moment and begun again: what has the newest key is left alone. A row
    that changes meanwhile keeps what it was changed to.
    """
    last = None
    while batch := column.batch_after(last):
        with transaction.atomic():
            for pk, held in batch:
                _rotate_row(column, pk, held)
        last = batch[-1][0]


def _rotate_row(column: Column, pk: Any, held: str) -> None:
    if _opens(Fernet(settings.ENCRYPTION_KEYS[0]), held):
        column.newest_already += 1
        return
    try:
        plain = keyring().decrypt(held.encode()).decode()
    except InvalidToken:
        column.unreadable.append(pk)
        return
    unchanged = column.secrets().order_by().filter(pk=pk, held=held)
    if unchanged.update(**{column.name: plain}):  # saving encrypts with the newest
        column.rotated += 1
    else:
        column.changed_meanwhile += 1


def check_readable(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """At `manage.py migrate` and `check --database default`: secrets whose key is missing."""
    return [
        Warning(
            f"{column}: {len(lost)} secret{'s' * (len(lost) > 1)} cannot be decrypted with "
            f"the keys in ENCRYPTION_KEYS (rows {_some(lost)}).",
            hint="Bring the old key back (newest first), or enter these secrets anew.",
            id="handoff.W001",
        )
        for column in (columns() if databases else ())
        if (lost := _unreadable(column))
    ]


def _unreadable(column: Column) -> list[Any]:
    try:
        rows = list(column.secrets().values_list("pk", "held")[:CHECKED])
    except DatabaseFault:
        return []  # before the first migration there is no table
    keys = keyring()
    return [pk for pk, held in rows if not _opens(keys, held)]


def _opens(key: Any, held: str) -> bool:
    try:
        key.decrypt(held.encode())
    except InvalidToken:
        return False
    return True


def _some(ids: list[Any]) -> str:
    more = len(ids) - NAMED
    return ", ".join(str(pk) for pk in ids[:NAMED]) + (f" and {more} more" if more > 0 else "")


def lost_rows(column: Column) -> str:
    """Which rows of a rotated column no key opens, in words."""
    return f"{column}: {_some(column.unreadable)}"
