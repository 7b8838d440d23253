"""`manage.py rotate_keys`: re-encrypt all stored secrets with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handoff.rotation import columns, lost_rows, rotate


class Command(BaseCommand):
    help = (
        "Re-encrypt every stored secret with the first of ENCRYPTION_KEYS. Afterwards the others "
        "can be dropped. Cut off, it goes on where it was when started again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = list(columns())
        for column in done:
            rotate(column)
            self.stdout.write(
                f"{column}: {column.rotated} re-encrypted, {column.newest_already} had the newest "
                "key already."
            )
        lost = [lost_rows(column) for column in done if column.unreadable]
        if lost:
            raise CommandError(
                "No key in ENCRYPTION_KEYS opens these rows: " + "; ".join(lost) + ". Bring their "
                "key back and run this again, or enter the secrets anew. Drop no key yet."
            )
        if any(column.changed_meanwhile for column in done):
            raise CommandError("Some rows were changed at the same moment. Run this once more.")
        self.stdout.write("Everything has the newest key: the others can be dropped.")
