"""`manage.py run_worker`: carry out what the outbox holds, until SIGTERM or SIGINT."""

import argparse
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from handoff.outbox.worker import Worker

GRACE_SECONDS = 8.0


class Command(BaseCommand):
    help = "Carries out what the outbox holds: Messenger sends, bot turns, webhooks, mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--threads",
            type=_positive,
            default=4,
            help="how many deliveries of each kind may be under way at once (default: 4)",
        )

    def handle(self, *args: Any, threads: int, **options: Any) -> None:
        asked_to_end = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: asked_to_end.set())
        worker = Worker(threads)
        worker.start()
        self.stdout.write(f"Worker started: {threads} deliveries of each kind at once.")
        self.stdout.flush()
        asked_to_end.wait()
        self.stdout.write("Worker ends: waits for what is under way, 8 seconds at most.")
        self.stdout.flush()
        if worker.stop(GRACE_SECONDS):
            self.stdout.write("Worker ended.")
        else:
            self.stdout.write(
                f"Worker ended with {worker.under_way} under way: judged when the lease is over."
            )


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number
