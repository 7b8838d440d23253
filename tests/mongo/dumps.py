"""Dumps as `mongodump` writes them, and how they are imported."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import bson
from bson import ObjectId
from django.core.management import call_command

from tests.cast import JOHN_ID, PAGE_ID

NOON = datetime(2025, 8, 19, 12, 0, tzinfo=UTC)
COMPANY = ObjectId("64a000000000000000000001")
ALICE = ObjectId("64a000000000000000000002")

Document = dict[str, Any]


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def object_id(number: int, kind: int = 5) -> ObjectId:
    """An id that is the same in every run; its moment is in July 2023."""
    return ObjectId(f"64a0{kind:04x}{number:016x}")


def user(number: int = 1, **fields: Any) -> Document:
    document = {
        "_id": object_id(number, 1), "company_id": COMPANY, "email": f"user{number}@old.test",
        "name": f"User {number}", "role": "agent", "created_at": NOON,
    }  # fmt: skip
    return document | fields


def alice(**fields: Any) -> Document:
    return user(_id=ALICE, email="Alice@Old.test", name="Alice Ann Adams", **fields)


def page(**fields: Any) -> Document:
    document = {
        "_id": object_id(1, 2), "company_id": COMPANY, "page_id": PAGE_ID,
        "page_name": "Hotel ABC", "page_access_token": "EAAB-secret", "created_at": NOON,
    }  # fmt: skip
    return document | fields


def customer(number: int = 0, **fields: Any) -> Document:
    """John, or the customer with a number."""
    document = {
        "_id": object_id(number, 3), "company_id": str(COMPANY), "page_id": PAGE_ID,
        "page_name": "Hotel ABC", "customer_id": JOHN_ID if not number else f"{10**15 + number}",
        "customer_name": "John Doe", "first_name": "John", "last_name": "Doe",
        "message_count": 7, "last_message": "Still there?", "first_seen": NOON,
        "last_seen": later(30), "stop": False, "created_at": NOON, "updated_at": later(40),
    }  # fmt: skip
    return document | fields


def message(number: int = 1, **fields: Any) -> Document:
    """What John says, unless `fields` say otherwise; one a minute."""
    document = {
        "_id": object_id(number, 4), "page_id": PAGE_ID, "chat_id": JOHN_ID, "sender_id": JOHN_ID,
        "recipient_id": PAGE_ID, "message": f"Line {number}", "timestamp": later(number),
        "is_bot": False, "is_human": False, "source": "facebook",
    }  # fmt: skip
    return document | fields


def reply(number: int, **fields: Any) -> Document:
    """What the bot answers, unless `fields` say otherwise."""
    sent = {"sender_id": PAGE_ID, "recipient_id": JOHN_ID, "is_bot": True, "source": "bot"}
    return message(number, **sent | fields)


def by_alice(number: int, **fields: Any) -> Document:
    agent = {
        "is_bot": False, "is_human": True, "source": "dashboard", "agent_id": str(ALICE),
        "agent_email": "alice@old.test", "agent_name": "Alice A.",
    }  # fmt: skip
    return reply(number, **agent | fields)


def without(document: Document, *names: str) -> Document:
    return {name: value for name, value in document.items() if name not in names}


def write_dump(
    folder: Path, collections: Mapping[str, Iterable[Document]], *, zipped: bool = False
) -> Path:
    """A folder with a file for each collection, and the metadata that `mongodump` adds."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, documents in collections.items():
        write_file(folder, name, b"".join(bson.encode(each) for each in documents), zipped=zipped)
        (folder / f"{name}.metadata.json").write_text("{}")
    return folder


def write_file(folder: Path, name: str, content: bytes, *, zipped: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (f"{name}.bson.gz" if zipped else f"{name}.bson")
    path.write_bytes(gzip.compress(content, compresslevel=1) if zipped else content)
    return path


class Told:
    """What the command said: its words and its report."""

    def __init__(self, text: str, report: Document) -> None:
        self.text = text
        self.report = report

    def count(self, collection: str) -> tuple[int, int, int]:
        """Imported, already here, left out. Together they are what was read."""
        counts = self.report["collections"][collection]
        told = (counts["imported"], counts["already_here"], counts["left_out"])
        assert sum(told) == counts["read"]
        return told

    def reasons(self, collection: str) -> dict[str, int]:
        return {
            finding["reason"]: finding["count"]
            for finding in self.report["not_understood"]
            if finding["collection"] == collection
        }

    def examples(self, reason: str) -> list[Document]:
        return [
            example
            for finding in self.report["not_understood"]
            if finding["reason"] == reason
            for example in finding["examples"]
        ]


def import_dump(folder: Path, *options: str, company: str = "hotel-abc") -> Told:
    """Run the command on a dump, into the hotel unless said otherwise."""
    output, report = StringIO(), folder / "report.json"
    chosen = ["--company", company] if company else []
    call_command(
        "import_mongo", str(folder), *chosen, *options, "--report", str(report), stdout=output
    )
    return Told(output.getvalue(), json.loads(report.read_text()))
