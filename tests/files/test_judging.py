"""What a file is, whatever it is called."""

from __future__ import annotations

import io

import pytest

from conversations.files.judging import type_of
from conversations.files.names import shown_name
from conversations.files.types import OTHER, PNG, TXT, TYPES
from conversations.models import AttachmentKind
from tests.files import contents
from tests.files.contents import HTML, PDF, SVG, office, ole, picture

HONEST = {
    "image/jpeg": picture("JPEG"),
    "image/png": picture("PNG"),
    "image/gif": picture("GIF"),
    "image/webp": picture("WEBP"),
    "application/pdf": PDF,
    "application/msword": ole("WordDocument"),
    "application/vnd.ms-excel": ole("Workbook"),
    f"{contents.MAIN}.wordprocessingml.document": office("docx"),
    f"{contents.MAIN}.spreadsheetml.sheet": office("xlsx"),
    "text/plain": "Frühstück ab 7 Uhr\n朝食\n".encode(),
    "video/mp4": contents.MP4,
    "audio/mpeg": contents.MP3,
    "audio/ogg": contents.OGG,
}


@pytest.mark.parametrize("media_type", HONEST)
def test_knows_what_it_is_by_its_content(media_type: str) -> None:
    assert type_of(io.BytesIO(HONEST[media_type]), name="holiday.exe") is TYPES[media_type]


def test_a_pdf_that_was_cut_off_is_one_still() -> None:
    assert type_of(io.BytesIO(PDF[:20])) is TYPES["application/pdf"]


LIARS = {
    "a page called a picture": HTML,
    "a drawing with a script": SVG,
    "a drawing behind an XML line": b'<?xml version="1.0"?>\n' + SVG,
    "a page behind a byte order mark": b"\xef\xbb\xbf  " + HTML,
    "a page in UTF-16": HTML.decode().encode("utf-16"),
    "a page behind a word": b"hello <script>alert(1)</script>",
    "a program": contents.PROGRAM,
    "a program for the shell": b"#!/bin/sh\nrm -rf /\n",
    "a program in PHP": b"\n<?php system($_GET['c']); ?>",
    "a PDF with a ZIP behind it": PDF + office(),
    "a PDF without an end and a ZIP behind it": PDF[:20] + office(),
    "a script before a ZIP": b"#!/bin/sh\nrm -rf /\n" + office(),
    "a ZIP with something behind it": office() + b"x",
    "a ZIP with a comment": office(comment=b"<script>"),
    "a DOCX with macros": office(more={"word/vbaProject.bin": b"x"}),
    "a DOCX that leads out of its folder": office(more={"../../evil": b"x"}),
    "a ZIP of no Office": office(more={}).replace(b"word/document.xml", b"word/dokument.xml"),
    "an OLE file that only mentions Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(515, b"\0")
    + "WordDocument".encode("utf-16-le") + b"\0" * 200,
    "a list of contents without end": contents.unpacking_without_end(),
    "a telephone's HEIC": contents.HEIC,
    "PostScript": b"%!PS-Adobe-3.0\n(hello) show",
    "rich text, which may hold objects": b"{\\rtf1\\object hello}",
    "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("liar", LIARS)
def test_is_nothing_we_know(liar: str) -> None:
    assert type_of(io.BytesIO(LIARS[liar]), name="cat.jpg") is OTHER


def test_the_name_tells_only_text_from_tables() -> None:
    table = io.BytesIO(b"name,age\nJohn,40\n")
    assert type_of(table, name="people.CSV").media_type == "text/csv"
    assert type_of(table, name="people.html") is TXT


@pytest.mark.parametrize(
    "text",
    [
        "0123456789", "\ufeffName;Age\n", "ID;Name\n1;x", "BMW, Audi", "From: John", '{"a": 1}',
        "#!1 <? php",
    ],
)  # fmt: skip
def test_text_is_text_however_it_begins(text: str) -> None:
    assert type_of(io.BytesIO(text.encode())) is TXT


def test_sound_in_a_films_container_is_sound() -> None:
    found = type_of(io.BytesIO(contents.MP4), hint=AttachmentKind.AUDIO)
    assert found.kind == AttachmentKind.AUDIO


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("photo.jpg", "photo.png"),
        ("photo.png", "photo.png"),
        ("photo.PNG", "photo.PNG"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Windows\\evil.exe", "evil.exe.png"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie x=1.png"),
        ("gnp\u202egpj.exe", "gnpgpj.exe.png"),
        ("...", "file.png"),
        ("", "file.png"),
        (".htaccess", "htaccess.png"),
        ("x" * 500 + ".png", "x" * 120 + ".png"),
        ("写真.jpeg", "写真.png"),
    ],
)
def test_the_shown_name_is_harmless_and_tells_the_truth(given: str, shown: str) -> None:
    assert shown_name(given, PNG) == shown
