"""Office's containers: the ZIP of DOCX and XLSX, the OLE file of DOC and XLS.

Nothing is unpacked but one small list, and that not beyond a bound.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import BinaryIO

from conversations.files import types
from conversations.files.types import FileType

MOST_ENTRIES = 5_000
MOST_DIRECTORY_BYTES = 1024 * 1024
MOST_UNPACKED_BYTES = 300 * 1024 * 1024
MOST_LIST_BYTES = 1024 * 1024
CONTENTS = "[Content_Types].xml"
MAIN = {
    b"wordprocessingml.document.main+xml": ("word/document.xml", types.DOCX),
    b"spreadsheetml.sheet.main+xml": ("xl/workbook.xml", types.XLSX),
}

END = struct.Struct("<4s4H2LH")  # ZIP's end of the central directory, without a comment
OLE_NAMES = {"WordDocument": types.DOC, "Workbook": types.XLS, "Book": types.XLS}
OLE_ENTRY_BYTES, OLE_STREAM = 128, 2


def package_type(file: BinaryIO) -> FileType | None:
    """DOCX or XLSX, if it is one from the first byte to the last and carries no macros."""
    if not is_bounded(file):
        return None
    try:
        with zipfile.ZipFile(file) as package:
            return office_type(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
            ValueError):  # fmt: skip
        return None


def is_bounded(file: BinaryIO) -> bool:
    """Whether the ZIP's directory is small, ends the file, and begins where the file says.

    What stands before the first entry or after the last would be a second file in this one.
    """
    size = file.seek(0, 2)
    if size < END.size:
        return False
    file.seek(size - END.size)
    mark, _, _, _, entries, length, start, comment = END.unpack(file.read(END.size))
    return bool(
        mark == b"PK\x05\x06"
        and comment == 0
        and 0 < entries <= MOST_ENTRIES
        and length <= MOST_DIRECTORY_BYTES
        and start + length + END.size == size
    )


def office_type(package: zipfile.ZipFile) -> FileType | None:
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(is_unsafe(entry) for entry in entries):
        return None
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES or CONTENTS not in names:
        return None
    with package.open(CONTENTS) as listed:
        contents = listed.read(MOST_LIST_BYTES + 1)
    if len(contents) > MOST_LIST_BYTES or b"macroEnabled" in contents:
        return None
    for mark, (main, found) in MAIN.items():
        if mark in contents and main in names:
            return found
    return None


def is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """A macro, a way out of the folder, or a password."""
    name = entry.filename
    leads_out = ".." in name.split("/") or name.startswith("/") or "\\" in name or ":" in name
    return leads_out or bool(entry.flag_bits & 1) or "vbaproject" in name.lower()


def ole_type(file: BinaryIO) -> FileType | None:
    """DOC or XLS: the file's directory names a stream that only they have.

    Entries of the directory are 128 bytes each, in sectors of 512 or 4,096: so they stand at
    multiples of 128, and tell the length of their name and that they are streams.
    """
    for name, found in OLE_NAMES.items():
        wanted = re.compile(re.escape(name.encode("utf-16-le") + b"\0\0"))
        file.seek(0)
        content = file.read()
        for place in wanted.finditer(content):
            if is_ole_entry(content, place.start(), name):
                return found
    return None


def is_ole_entry(content: bytes, at: int, name: str) -> bool:
    entry = content[at : at + OLE_ENTRY_BYTES]
    return (
        at % OLE_ENTRY_BYTES == 0
        and len(entry) == OLE_ENTRY_BYTES
        and int.from_bytes(entry[64:66], "little") == 2 * (len(name) + 1)
        and entry[66] == OLE_STREAM
    )
