"""Files of every kind, made here: honest ones, liars and bombs."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

Pixels = tuple[int, int]

ORIENTATION, GPS = 0x0112, 0x8825
CAMERA = 0x0110


def picture(name: str = "JPEG", size: Pixels = (40, 20), **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, *size))
    file = io.BytesIO()
    made.save(file, name, **options)
    return file.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that was taken with the telephone on its side, in the middle of Paris."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter, clockwise
    exif[CAMERA] = "Somebody's telephone"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return picture(exif=exif, comment=b"My secret comment")


def moving(name: str = "GIF") -> bytes:
    """Three frames of 80, 120 and 200 ms, shown for ever."""
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    frames[0].save(
        file, name, save_all=True, append_images=frames[1:], duration=[80, 120, 200], loop=0
    )
    return file.getvalue()


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 900 million pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(b"\0" * 100_000)),
            chunk(b"IEND", b""),
        )
    )


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>alert(document.cookie)</script>"
MAIN = "application/vnd.openxmlformats-officedocument"
WORD = f"{MAIN}.wordprocessingml.document.main+xml"
EXCEL = f"{MAIN}.spreadsheetml.sheet.main+xml"


def office(
    kind: str = "docx", *, more: dict[str, bytes] | None = None, comment: bytes = b""
) -> bytes:
    """A DOCX or XLSX as far as its container goes."""
    main, content_type = {
        "docx": ("word/document.xml", WORD),
        "xlsx": ("xl/workbook.xml", EXCEL),
    }[kind]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml", f'<Types><Override ContentType="{content_type}"/></Types>'
        )
        package.writestr(main, "<document/>")
        for name, content in (more or {}).items():
            package.writestr(name, content)
        package.comment = comment
    return file.getvalue()


def unpacking_without_end() -> bytes:
    """A DOCX whose list of contents is 50 MB of blanks, packed into 50 KB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", " " * 50_000_000 + WORD)
        package.writestr("word/document.xml", "<document/>")
    return file.getvalue()


def ole(stream: str = "WordDocument") -> bytes:
    """An OLE file whose directory names one stream."""
    name = stream.encode("utf-16-le") + b"\0\0"
    entry = name.ljust(64, b"\0") + struct.pack("<HB", len(name), 2)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    return header + entry.ljust(128, b"\0") + b"\0" * 384


MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 64
MP3 = b"ID3\x03\0\0\0\0\0\x21" + b"\0" * 64
OGG = b"OggS\0\x02" + b"\0" * 64
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 100
