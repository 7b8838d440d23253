"""All entries of a dump in a temporary SQLite file: sorted and searched without holding them in
memory. The file has no name, so nothing stays behind, however the process ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from handoff.management.mongo.entries import (
    AgentEntry,
    CustomerEntry,
    Entry,
    MessageEntry,
    PageEntry,
    UserEntry,
)

CACHE_KIB = 32 * 1024
KINDS: dict[str, type[Entry]] = {
    "users": UserEntry,
    "pages": PageEntry,
    "customers": CustomerEntry,
    "messages": MessageEntry,
}
# `key` is what an entry is known by: an address, a page, a customer or a message on a page.
TABLE = """
    CREATE TABLE {} (
        number INTEGER PRIMARY KEY, source_id TEXT, company TEXT, page_id TEXT, key TEXT,
        customer_id TEXT, at INTEGER, author TEXT, body BLOB, is_good INTEGER DEFAULT 0,
        UNIQUE (page_id, key)
    )
"""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry and where it stood."""

    number: int
    source_id: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Heard:
    """What a customer's messages tell. `last_own_*` are of those the customer wrote."""

    own: int
    first_at: int | None
    last_at: int | None
    last_own_at: int | None
    last_own_text: str


class Scratch:
    def __init__(self) -> None:
        self.file = sqlite3.connect("", isolation_level=None)
        self.file.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        for name in KINDS:
            self.file.execute(TABLE.format(name))
        self.file.execute("CREATE TABLE user_ids (id TEXT PRIMARY KEY, email TEXT)")
        self.file.execute("BEGIN")  # never committed: it lives as long as this connection

    def close(self) -> None:
        self.file.close()

    def put(self, collection: str, number: int, source_id: str, entry: Entry) -> bool:
        """Keep an entry; False if one with its key is there already."""
        page_id, key, customer_id, at, author = _places(entry)
        done = self.file.execute(
            f"INSERT OR IGNORE INTO {collection} "  # noqa: S608  (one of KINDS)
            "(number, source_id, company, page_id, key, customer_id, at, author, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                number, source_id, entry.company, page_id, key, customer_id, at, author,
                orjson.dumps(entry),
            ],
        )  # fmt: skip
        return done.rowcount == 1

    def message_with(self, page_id: str, provider_id: str) -> MessageEntry:
        found = self.file.execute(
            "SELECT body FROM messages WHERE page_id = ? AND key = ?", [page_id, provider_id]
        ).fetchone()
        entry = _entry("messages", found[0])
        assert isinstance(entry, MessageEntry)
        return entry

    def remember_user(self, user_id: str, email: str) -> None:
        self.file.execute("INSERT OR IGNORE INTO user_ids VALUES (?, ?)", [user_id, email])

    def sort_messages(self) -> None:
        self.file.execute("CREATE INDEX in_order ON messages (page_id, customer_id, at, number)")

    def companies(self) -> dict[str, int]:
        """The companies that the entries name, and how many entries name each."""
        every = " UNION ALL ".join(f"SELECT company FROM {name}" for name in KINDS)  # noqa: S608
        rows = self.file.execute(
            f"SELECT company, count(*) FROM ({every}) GROUP BY company ORDER BY company"  # noqa: S608
        )
        return dict(rows.fetchall())

    def count(self, collection: str) -> int:
        return int(self.file.execute(f"SELECT count(*) FROM {collection}").fetchone()[0])  # noqa: S608

    def batches(self, collection: str, size: int) -> Iterator[list[Row]]:
        """All entries of a collection as they were in the file; messages by page, customer and
        time, those of one moment as they were in the file."""
        order = "page_id, customer_id, at, number" if collection == "messages" else "number"
        cursor = self.file.execute(
            f"SELECT number, source_id, body FROM {collection} ORDER BY {order}"  # noqa: S608
        )
        while rows := cursor.fetchmany(size):
            yield [Row(number, source, _entry(collection, body)) for number, source, body in rows]

    def emails_of(self, user_ids: Sequence[str]) -> dict[str, str]:
        marks = ", ".join("?" * len(user_ids))
        rows = self.file.execute(
            f"SELECT id, email FROM user_ids WHERE id IN ({marks})",  # noqa: S608
            list(user_ids),
        )
        return dict(rows.fetchall())

    def heard_from(self, page_id: str, customer_id: str) -> Heard:
        own = "FILTER (WHERE author = 'customer')"
        counts = self.file.execute(
            f"SELECT count(*) {own}, min(at), max(at), max(at) {own} FROM messages "  # noqa: S608
            "WHERE page_id = ? AND customer_id = ?",
            [page_id, customer_id],
        ).fetchone()
        last = self.file.execute(
            "SELECT body FROM messages WHERE page_id = ? AND customer_id = ? "
            "AND author = 'customer' ORDER BY at DESC, number DESC LIMIT 1",
            [page_id, customer_id],
        ).fetchone()
        own_count, first_at, last_at, last_own_at = counts
        text = orjson.loads(last[0])["text"] if last else ""
        return Heard(own_count, first_at, last_at, last_own_at, text)

    def mark_good(self, collection: str, numbers: Sequence[int]) -> None:
        """Note for a dry run what would be there by now."""
        self.file.executemany(
            f"UPDATE {collection} SET is_good = 1 WHERE number = ?",  # noqa: S608
            [[number] for number in numbers],
        )

    def good(self, collection: str, keys: Sequence[tuple[str, str]]) -> list[Entry]:
        """Those of these (page_id, key) that were marked good."""
        found = []
        for page_id, key in keys:
            row = self.file.execute(
                f"SELECT body FROM {collection} WHERE page_id = ? AND key = ? AND is_good",  # noqa: S608
                [page_id, key],
            ).fetchone()
            if row:
                found.append(_entry(collection, row[0]))
        return found


def _places(entry: Entry) -> tuple[str, str, str, int | None, str]:
    """`page_id`, `key`, `customer_id`, `at`, `author` of an entry."""
    match entry:
        case UserEntry():
            return "", entry.email, "", None, ""
        case PageEntry():
            return "", entry.page_id, "", None, ""
        case CustomerEntry():
            return entry.page_id, entry.customer_id, "", None, ""
        case MessageEntry():
            return entry.page_id, entry.provider_id, entry.customer_id, entry.at, entry.author


def _entry(collection: str, body: bytes) -> Entry:
    fields = orjson.loads(body)
    if "agent" in fields:
        fields["agent"] = AgentEntry(**fields["agent"])
    return KINDS[collection](**fields)
