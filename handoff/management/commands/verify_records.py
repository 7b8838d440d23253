"""`manage.py verify_records`: has anybody changed the records of who answered?"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.audit.chains import Tally, findings_in_chains
from conversations.audit.findings import Finding, counted
from conversations.audit.seals import findings_in_seals
from conversations.audit.walking import Scope
from conversations.models import Conversation, RecordSeal
from handoff.accounts.models import Company

USAGE = 2


class Command(BaseCommand):
    help = (
        "Walks the chains of handoff records and the seals over them, and prints one sentence "
        "for each thing that is wrong. Exit code 1 if there is any (docs/audit.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", metavar="SLUG", help="only this company's")
        parser.add_argument(
            "--conversation", metavar="ID", type=int, help="only this one's; seals are left out"
        )
        parser.add_argument(
            "--seal", metavar="SIGNATURE", action="append", default=[],
            help="a signature that seal_records printed once and that must still be there",
        )  # fmt: skip

    def handle(
        self, *args: Any, company: str | None, conversation: int | None, seal: list[str],
        **options: Any,
    ) -> None:  # fmt: skip
        companies = Company.objects.order_by("pk")
        if company is not None:
            companies = companies.filter(slug=company)
            if not companies.exists():
                raise CommandError(f"There is no company {company!r}.", returncode=USAGE)
        scope = Scope(
            company_id=companies.get().pk if company is not None else None,
            conversation_id=conversation,
        )
        if (
            conversation is not None
            and not Conversation.objects.filter(scope.conversations()).exists()
        ):
            raise CommandError(f"There is no conversation {conversation}.", returncode=USAGE)
        tally, found = Tally(), 0
        for finding in self.findings(scope, list(companies), seal, tally):
            found += 1
            self.stdout.write(finding.sentence)
        seen = (
            f"{counted(tally.conversations, 'conversation')}, {counted(tally.records, 'record')} "
            f"and {counted(tally.seals, 'seal')}"
        )
        if found:
            raise CommandError(f"{counted(found, 'finding')} in {seen}.")
        self.stdout.write(f"Nothing was found wrong in {seen}.")

    def findings(
        self, scope: Scope, companies: list[Company], signatures: list[str], tally: Tally
    ) -> Iterator[Finding]:
        yield from findings_in_chains(scope, tally)
        if scope.conversation_id is None:
            for company in companies:
                yield from findings_in_seals(company, tally)
        for signature in signatures:
            if not RecordSeal.objects.filter(signature=signature).exists():
                yield Finding("seal_missing", f"The seal {signature} is gone.")
