"""Keeping files: judged, made harmless, under their key in Django's storage.

A file is written before the row that names it is committed, and a row is deleted before its file:
so no row ever names a file that is not there, and what no row names is swept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage

from conversations.files.errors import FileTypeRefused
from conversations.files.judging import type_of
from conversations.files.names import shown_name
from conversations.files.pictures import made_harmless
from conversations.files.types import PICTURES, FileType
from conversations.models.attachment import Attachment, AttachmentKind
from handoff.files.keys import place_of

FOLDER = "uploads/chat"
IN_MEMORY_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was stored under a key."""

    name: str
    media_type: str
    size_bytes: int
    kind: AttachmentKind


@contextmanager
def temporary_file() -> Iterator[IO[bytes]]:
    """In memory while it is small, on disk when it grows."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        yield cast(IO[bytes], file)


def keep_upload(file: BinaryIO, *, key: str, name: str) -> Kept:
    """Store what one of us uploads. Raises `FileTypeRefused`, `PictureUnsafe`."""
    found = type_of(file, name=name)
    if not found.may_be_uploaded:
        raise FileTypeRefused
    return keep(file, found, key=key, name=name)


def keep_copy(file: BinaryIO, *, key: str, name: str, hint: AttachmentKind) -> Kept:
    """Store what a customer sent, of whatever type. Raises `PictureUnsafe`."""
    return keep(file, type_of(file, name=name, hint=hint), key=key, name=name)


def keep(file: BinaryIO, found: FileType, *, key: str, name: str) -> Kept:
    if found not in PICTURES:
        return write(file, found, key=key, name=name)
    with temporary_file() as harmless:
        made_harmless(file, found, cast(BinaryIO, harmless))
        return write(cast(BinaryIO, harmless), found, key=key, name=name)


def write(file: BinaryIO, found: FileType, *, key: str, name: str) -> Kept:
    """Put it into the storage. What an earlier try left there is replaced."""
    size_bytes = file.seek(0, 2)
    file.seek(0)
    remove(key)
    place = place_of(FOLDER, key)
    written = default_storage.save(place, File(cast(IO[bytes], file)))
    if written != place:  # another worker was faster with the same file
        default_storage.delete(written)
    return Kept(
        name=shown_name(name, found),
        media_type=found.media_type,
        size_bytes=size_bytes,
        kind=found.kind,
    )


def opened(attachment: Attachment) -> IO[bytes]:
    """The stored file. Raises `FileNotFoundError`."""
    return cast(IO[bytes], default_storage.open(place_of(FOLDER, attachment.key), "rb"))


def copied(attachment: Attachment, *, key: str) -> None:
    """The same content under another key. Raises `FileNotFoundError`."""
    with opened(attachment) as file:
        default_storage.save(place_of(FOLDER, key), File(file))


def remove(key: str) -> None:
    default_storage.delete(place_of(FOLDER, key))
