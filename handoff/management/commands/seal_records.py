"""`manage.py seal_records`: sign the finished days of handoff records now, as workers do."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from conversations.actions.sealing import seal_finished_days
from conversations.audit.findings import counted


class Command(BaseCommand):
    help = (
        "Signs, for each company, the handoff records of each finished UTC day that has no seal "
        "yet. Run twice, it changes nothing. Keep what it prints away from the database: "
        "`verify_records --seal` finds out whether a seal is still there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = 0
        for seal in seal_finished_days(timezone.now()):
            sealed += 1
            records = counted(seal.count, "record")
            self.stdout.write(f"{seal.company.slug} {seal.day} {records} {seal.signature}")
        self.stdout.write(f"{counted(sealed, 'day')} sealed.")
