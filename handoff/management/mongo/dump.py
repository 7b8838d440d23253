"""What `mongodump` wrote: its files, and the documents in them, one at a time."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError

COLLECTIONS = ("users", "pages", "customers", "messages")

# MongoDB's own limit is 16 MiB and a little for its envelope. A length above it is no length.
LARGEST_DOCUMENT_BYTES = 16 * 1024 * 1024 + 16 * 1024
SMALLEST_DOCUMENT_BYTES = 5

# Times outside of Python's years come as bson.DatetimeMS, broken UTF-8 with replacement characters:
# neither should cost the document.
OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True,
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
    unicode_decode_error_handler="replace",
)


class DumpUnusable(Exception):
    """There is nothing to read; the text says why."""


class BrokenFile(Exception):
    """The rest of a file cannot be read; the text says from where on."""


class Broken:
    """Stands for a document that has a length and is no BSON."""

    def __init__(self, fault: str) -> None:
        self.fault = fault


def find_files(folder: Path) -> dict[str, Path]:
    """The file of each collection that is there. Raises `DumpUnusable`.

    `mongodump` writes one folder per database: `dump` and `dump/mydb` are both good.
    """
    if not folder.is_dir():
        raise DumpUnusable(
            f"{folder} is no folder. Give the one that `mongodump --out` wrote; an archive is "
            "unpacked with `mongorestore` first."
        )
    found = _files_in(folder)
    if found:
        return found
    below = {child: _files_in(child) for child in sorted(folder.iterdir()) if child.is_dir()}
    below = {child: files for child, files in below.items() if files}
    if not below:
        names = ", ".join(f"{name}.bson" for name in COLLECTIONS)
        raise DumpUnusable(f"{folder} holds none of {names}, plain or as .bson.gz.")
    if len(below) > 1:
        names = ", ".join(str(child) for child in below)
        raise DumpUnusable(f"{folder} holds several databases. Name one of them: {names}.")
    return next(iter(below.values()))


def _files_in(folder: Path) -> dict[str, Path]:
    found = {}
    for name in COLLECTIONS:
        there = [
            path for path in (folder / f"{name}.bson", folder / f"{name}.bson.gz") if path.is_file()
        ]
        if len(there) > 1:
            raise DumpUnusable(f"{there[0]} is there plain and as .gz. Take one of them away.")
        if there:
            found[name] = there[0]
    return found


def documents(
    path: Path, *, at_byte: Callable[[int], None] = lambda _: None
) -> Iterator[dict[str, Any] | Broken]:
    """The documents of a file in its order. Raises `BrokenFile` where it cannot be read further.

    `bson.decode_file_iter` would do, but ends at the first document that is no BSON and believes
    any length up to 2 GB; here the next document follows, and memory is bounded by MongoDB's own
    limit. `at_byte` hears how far the file on disk was read.
    """
    with path.open("rb") as raw:
        content: IO[bytes] = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw  # type: ignore[assignment]
        position = 0
        while piece := _next_piece(content, position):
            position += len(piece)
            at_byte(raw.tell())
            try:
                yield bson.decode(piece, codec_options=OPTIONS)
            except (BSONError, ValueError, OverflowError, RecursionError) as fault:
                yield Broken(str(fault) or type(fault).__name__)


def _next_piece(content: IO[bytes], position: int) -> bytes:
    """The bytes of the next document; none at the end of the file."""
    try:
        head = content.read(4)
        if not head:
            return b""
        size = int.from_bytes(head, "little", signed=True)
        if len(head) < 4:
            raise BrokenFile(f"byte {position:,}: cut off within a length")
        if not SMALLEST_DOCUMENT_BYTES <= size <= LARGEST_DOCUMENT_BYTES:
            raise BrokenFile(f"byte {position:,}: no document has {size:,} bytes")
        rest = content.read(size - 4)
    except (OSError, EOFError, zlib.error) as fault:
        raise BrokenFile(f"byte {position:,}: {fault}") from fault
    if len(rest) < size - 4:
        raise BrokenFile(f"byte {position:,}: cut off within a document")
    return head + rest
