"""The whole way of a dump: read everything, then write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from customers.models import Page
from handoff.management.mongo.companies import Companies
from handoff.management.mongo.customers import store_customers
from handoff.management.mongo.document import Document, LeftOut
from handoff.management.mongo.dump import COLLECTIONS, Broken, BrokenFile, documents
from handoff.management.mongo.entries import Entry, MessageEntry, UserEntry
from handoff.management.mongo.messages import store_messages
from handoff.management.mongo.people import store_pages, store_users
from handoff.management.mongo.progress import Progress
from handoff.management.mongo.reasons import Reason
from handoff.management.mongo.report import Effect, Remark, Report
from handoff.management.mongo.scratch import Scratch
from handoff.management.mongo.translating import (
    customer_of,
    message_of,
    own_id,
    page_of,
    user_of,
)
from handoff.management.mongo.writing import Import, Store, write

BATCH_ROWS = 500
STORES: dict[str, Store] = {
    "users": store_users,
    "pages": store_pages,
    "customers": store_customers,
    "messages": store_messages,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What cannot be known from a dump, as the options say it."""

    roles: Mapping[str, str]
    unmarked: str | None = None
    bot_kind: str = ""
    dry_run: bool = False


def bring_over(
    files: Mapping[str, Path], companies: Companies, wishes: Wishes, *, progress: Progress
) -> Report:
    """Import the files of a dump. Raises `NotSaid` before anything is written."""
    report = Report()
    with closing(Scratch()) as scratch:
        Reading(files, wishes, scratch, report, progress).read_all()
        companies.check(scratch.companies())
        if not wishes.dry_run:  # which goes on with a mere idea of a new company
            companies.save_new()
        bring = Import(
            companies=companies, scratch=scratch, bot_kind=wishes.bot_kind, dry_run=wishes.dry_run
        )
        for collection in COLLECTIONS:
            done = 0
            progress.begin(f"Writing {collection}", scratch.count(collection))
            for rows in scratch.batches(collection, BATCH_ROWS):
                write(bring, STORES[collection], collection, rows).tell(report)
                done += len(rows)
                progress.reach(done)
            progress.end()
    return report


class Reading:
    """From files into the scratch file. Nothing that a document holds ends it."""

    def __init__(
        self, files: Mapping[str, Path], wishes: Wishes, scratch: Scratch, report: Report,
        progress: Progress,
    ) -> None:  # fmt: skip
        self.files = files
        self.wishes = wishes
        self.scratch = scratch
        self.report = report
        self.progress = progress

    def read_all(self) -> None:
        pages = set(Page.objects.values_list("page_id", flat=True))

        def user(document: Document) -> Entry:
            return user_of(document, self.wishes.roles)

        def page(document: Document) -> Entry:
            entry = page_of(document)
            pages.add(entry.page_id)
            return entry

        def message(document: Document) -> Entry:
            return message_of(document, pages, self.wishes.unmarked)

        self._read("users", user)
        self._read("pages", page)
        self._read("customers", customer_of)
        self._read("messages", message)
        self.scratch.sort_messages()

    def _read(self, collection: str, translate: Callable[[Document], Entry]) -> None:
        self.report.read[collection] = 0
        path = self.files.get(collection)
        if path is None:
            self.report.remark(Remark(collection, Reason.FILE_MISSING, Effect.FILE))
            return
        self.progress.begin(f"Reading {path.name}", path.stat().st_size)
        number = 0
        try:
            for number, fields in enumerate(documents(path, at_byte=self.progress.reach), 1):
                self.report.read[collection] = number
                self._take(collection, number, fields, translate)
        except BrokenFile as fault:
            self.report.remark(
                Remark(
                    collection,
                    Reason.FILE_BROKEN,
                    Effect.FILE,
                    number=number + 1,
                    field=path.name,
                    value=str(fault),
                )
            )
        self.progress.end()

    def _take(
        self, collection: str, number: int, fields: dict[str, object] | Broken,
        translate: Callable[[Document], Entry],
    ) -> None:  # fmt: skip
        if isinstance(fields, Broken):
            self.report.remark(
                Remark(
                    collection,
                    Reason.DOCUMENT_BROKEN,
                    Effect.LEFT_OUT,
                    number=number,
                    value=fields.fault[:80],
                )
            )
            return
        document = Document(collection, number, fields)
        try:
            self._keep(document, translate(document))
        except LeftOut as left_out:
            self.report.remark(left_out.remark)
        for remark in document.remarks:
            self.report.remark(remark)
        self.report.pass_over(collection, document.fields_not_read)

    def _keep(self, document: Document, entry: Entry) -> None:
        if isinstance(entry, UserEntry) and document.source_id:
            self.scratch.remember_user(document.source_id, entry.email)
        kept = self.scratch.put(document.collection, document.number, document.source_id, entry)
        if not kept and isinstance(entry, MessageEntry):
            kept = self._keep_by_own_id(document, entry)
        if not kept:
            document.leave_out(Reason.DUPLICATE)

    def _keep_by_own_id(self, document: Document, entry: MessageEntry) -> bool:
        """A bot's answer may carry the id of what it answers: that is no repetition."""
        first = self.scratch.message_with(entry.page_id, entry.provider_id)
        if (first.customer_id, first.author, first.text) == (
            entry.customer_id, entry.author, entry.text
        ):  # fmt: skip
            return False
        own = own_id(document, entry.page_id, entry.customer_id, entry.author, entry.text)
        changed = replace(entry, provider_id=own)
        kept = self.scratch.put("messages", document.number, document.source_id, changed)
        if kept:
            document.remark(Reason.ID_SHARED, "message_id")
        return kept
