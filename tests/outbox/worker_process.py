"""`manage.py run_worker` with kinds that write a journal: `python -m tests.outbox.worker_process
FOLDER`. Deliveries whose payload says `waits` wait until FOLDER/gate exists."""

import os
import sys
import time
from pathlib import Path

import django
from django.core.management import call_command


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "handoff.settings"
    django.setup()
    from handoff.outbox import kinds
    from handoff.outbox.models import Delivery

    journal = os.open(folder / "journal", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def deliver(delivery: Delivery) -> None:
        os.write(journal, f"begin {delivery.pk}\n".encode())
        while delivery.payload.get("waits") and not (folder / "gate").exists():
            time.sleep(0.02)
        os.write(journal, f"done {delivery.pk}\n".encode())

    kinds.register(kinds.Kind(name="test.post", deliver=deliver, repeatable=False))
    kinds.register(kinds.Kind(name="test.thought", deliver=deliver, repeatable=True))
    call_command("run_worker")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
