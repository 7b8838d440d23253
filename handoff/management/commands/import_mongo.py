"""`manage.py import_mongo DUMP_DIR`: bring over what a MongoDB held (docs/import-mongo.md)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from conversations.bots.base import reply_of
from handoff.accounts.models import Role
from handoff.management.mongo.companies import NotSaid, chosen
from handoff.management.mongo.dump import DumpUnusable, find_files
from handoff.management.mongo.importing import Wishes, bring_over
from handoff.management.mongo.progress import Progress
from handoff.management.mongo.report import Report

INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "Bring over users, pages, customers and messages from a folder that mongodump wrote. "
        "Interrupted, it continues when run again; run twice, it gives the same rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dump_dir", type=Path, help="what `mongodump --out` wrote")
        parser.add_argument("--company", default="", metavar="SLUG", help="into which company")
        parser.add_argument(
            "--create-as", default="", metavar="NAME",
            help="make the company of --company under this name if there is none",
        )  # fmt: skip
        parser.add_argument(
            "--map", action="append", default=[], metavar="ID=SLUG",
            help="into which company documents with this company_id go; repeatable",
        )  # fmt: skip
        parser.add_argument(
            "--role", action="append", default=[], metavar="OLD=ROLE",
            help="what a role is here: agent, admin or customer; repeatable. "
            "=ROLE is for users without one",
        )  # fmt: skip
        parser.add_argument(
            "--unmarked", choices=["bot", "agent"],
            help="who wrote what a page sent without saying so; else it is left out",
        )  # fmt: skip
        parser.add_argument(
            "--bot", default="", metavar="KIND",
            help="put a bot of this kind (as `faq`) in front of the dump's pages that have none",
        )  # fmt: skip
        parser.add_argument("--report", type=Path, metavar="FILE", help="the report as JSON")
        parser.add_argument(
            "--dry-run", action="store_true", help="judge everything, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wishes = Wishes(
            roles=dict(role_pair(pair) for pair in options["role"]),
            unmarked=options["unmarked"],
            bot_kind=known_kind(options["bot"]),
            dry_run=options["dry_run"],
        )
        try:
            files = find_files(options["dump_dir"])
            companies = chosen(options["company"], options["map"], make_as=options["create_as"])
            progress = Progress(cast(TextIO, self.stdout))
            report = bring_over(files, companies, wishes, progress=progress)
        except (DumpUnusable, NotSaid) as fault:
            raise CommandError(str(fault)) from fault
        except ValidationError as fault:
            raise CommandError(f"This company cannot be made: {fault.messages[0]}") from fault
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. Run the same again: it continues.", returncode=INTERRUPTED
            ) from None
        self.tell(report, options["report"], dry_run=wishes.dry_run)

    def tell(self, report: Report, path: Path | None, *, dry_run: bool) -> None:
        self.stdout.write("\n".join(report.lines()))
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")
        if path:
            data = {"dry_run": dry_run, **report.data()}
            path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
            self.stdout.write(f"The report is in {path}.")


def role_pair(pair: str) -> tuple[str, str]:
    old, separator, new = pair.rpartition("=")
    if not separator or new not in Role.values:
        raise CommandError(f"--role takes OLD=ROLE, as in --role owner=admin, not {pair!r}.")
    return old.strip().lower(), new


def known_kind(kind: str) -> str:
    if kind and reply_of(kind) is None:
        raise CommandError(f"There is no kind of bot {kind!r}.")
    return kind
