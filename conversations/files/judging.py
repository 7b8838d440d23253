"""What a file is, by its content and nothing else.

Every type has a check of our own that is stricter than the first bytes, because a file can be two
things at once. `puremagic` knows hundreds of types that we do not: it has a veto over what would
pass as plain text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import BinaryIO

import puremagic

from conversations.files import types
from conversations.files.packages import ole_type, package_type
from conversations.files.pictures import FORMATS
from conversations.files.types import FileType
from conversations.models.attachment import AttachmentKind
from handoff.files.pictures import CONTROLS, claimed_format

HEAD_BYTES = 4096
TAIL_BYTES = 1024
PIECE_BYTES = 64 * 1024
VETO_FROM = 0.3  # puremagic's certainty; two letters alone ("BM") come to 0.2
NOT_TEXT = re.compile(
    "^(image|audio|video|font)/|html|xml|script|rtf|pdf|executable|zip|compressed|flash|java"
)

MARKUP = re.compile(
    r"\s*<(\?xml|!doctype|!--|html|head|body|svg|script|iframe|style|meta|link|math|xsl)", re.I
)
PROGRAM = re.compile(r"#!\s*/|\s*<\?(php|=)", re.I)  # by its first words a machine runs it
# Content that browsers of old took for a page, wherever it stood in the first bytes.
SCRIPT = re.compile(r"<\s*(script|html|svg|iframe|object|embed)\b", re.I)


def type_of(file: BinaryIO, *, name: str = "", hint: AttachmentKind | None = None) -> FileType:
    """Its type; `OTHER` for what is none of the table. Leaves the file at its beginning.

    `name` tells CSV from other text. `hint` tells sound from pictures in an MP4 container.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    found = picture(head) or document(file, head) or media(head, hint) or text(file, head, name)
    file.seek(0)
    return found or types.OTHER


def picture(head: bytes) -> FileType | None:
    """What claims to be a picture. Whether it is one, `pictures` finds by reading it whole."""
    claimed = claimed_format(head)
    return next((known for known, name in FORMATS.items() if name == claimed), None)


def document(file: BinaryIO, head: bytes) -> FileType | None:
    if head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return types.PDF if ends_as_pdf(tail_of(file)) else None
    if head.startswith(b"PK\x03\x04"):
        return package_type(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ole_type(file)
    return None


def ends_as_pdf(tail: bytes) -> bool:
    """Whether nothing comes after the end that could be a second file. One that was cut off before
    its end is one still: readers of PDF mend that."""
    _, mark, rest = tail.rpartition(b"%%EOF")
    if not mark:
        return b"PK\x05\x06" not in tail
    return not rest.strip(b"\r\n \t\0")


def media(head: bytes, hint: AttachmentKind | None) -> FileType | None:
    """Sound and moving pictures, by the first bytes: they are played, never run."""
    if head[4:8] == b"ftyp":
        return container(head[8:12], hint)
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return types.WEBM
    for begins, found in SOUNDS:
        if begins(head):
            return found
    return None


def container(brand: bytes, hint: AttachmentKind | None) -> FileType | None:
    """An ISO base media file: pictures of telephones (HEIC, AVIF) come in it too."""
    if brand in (b"M4A ", b"M4B "):
        return types.M4A
    if brand == b"qt  ":
        return types.MOV
    if brand in BRANDS or brand[:2] == b"3g":
        return types.M4A if hint == AttachmentKind.AUDIO else types.MP4
    return None


BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1",
                    b"M4V ", b"MSNV", b"dash"})  # fmt: skip

SOUNDS: tuple[tuple[Callable[[bytes], bool], FileType], ...] = (
    (lambda head: head.startswith(b"OggS\0"), types.OGG),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE", types.WAV),
    (lambda head: head[:2] in (b"\xff\xf1", b"\xff\xf9"), types.AAC),
    (lambda head: head.startswith(b"ID3") and b"\0" in head[3:10], types.MP3),
    (lambda head: head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), types.MP3),
)


def text(file: BinaryIO, head: bytes, name: str) -> FileType | None:
    """Plain text: no control characters, no markup, nothing that another program would run."""
    if not head or is_something_else(head):
        return None
    encoding = encoding_of(head)
    beginning = head.decode(encoding, "ignore")
    first = beginning.lstrip("\ufeff")
    if MARKUP.match(first) or PROGRAM.match(first) or SCRIPT.search(beginning):
        return None
    if not is_plain(file, encoding):
        return None
    return types.CSV if name.lower().endswith(".csv") else types.TXT


def encoding_of(head: bytes) -> str:
    """UTF-16 says so itself; the rest is checked byte by byte, whatever its letters are."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def is_plain(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(PIECE_BYTES):
            if encoding == "utf-16":
                piece = decoder.decode(piece).encode("utf-8")
            if CONTROLS.search(piece):
                return False
        if encoding == "utf-16":
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def is_something_else(head: bytes) -> bool:
    """Whether puremagic takes it for something that is drawn, played or run."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    return any(
        match.confidence >= VETO_FROM and NOT_TEXT.search(match.mime_type) for match in found
    )


def tail_of(file: BinaryIO) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_BYTES))
    return file.read(TAIL_BYTES)
