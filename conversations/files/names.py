"""What a file is called where people read it. Names never lead anywhere: files are found by key."""

from __future__ import annotations

import re
import unicodedata

from conversations.files.types import OTHER, SUFFIXES, FileType

LONGEST_NAME = 120
# What separates folders, what shells and Windows read specially, and what turns text around.
UNWANTED = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def shown_name(name: str, file_type: FileType) -> str:
    """The last part of the name as given, with an ending that tells the truth.

    A PNG called `photo.jpg` becomes `photo.png`, a text called `page.html` becomes `page.html.txt`.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(
        letter for letter in UNWANTED.sub("", last) if unicodedata.category(letter) not in UNSEEN
    ).strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    if file_type is OTHER:
        return cut(clean) or "file"
    if dot and stem and suffix.lower() in file_type.suffixes:
        return f"{cut(stem)}.{suffix}"
    if dot and stem and suffix.lower() in SUFFIXES:
        return f"{cut(stem)}.{file_type.suffix}"
    return f"{cut(clean) or 'file'}.{file_type.suffix}"


UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})


def cut(name: str) -> str:
    return name[:LONGEST_NAME].strip(" .")
