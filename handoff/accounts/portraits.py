"""Portraits: the pictures of people, drawn anew and kept under keys that nobody can guess.

Guests and customers see them, so they are served to whoever knows the address. What is kept is a
square JPEG of 256 pixels a side and nothing that stood beside the pixels, as where it was taken.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from handoff.errors import HandoffError, TooLarge
from handoff.files.keys import new_key, place_of
from handoff.files.pictures import as_seen, claimed_format, opened_safely

MOST_BYTES = 5 * 1024 * 1024
SMALLEST_SIDE = 64
SIDE = 256
QUALITY = 88
HEAD_BYTES = 32
FOLDER = "uploads/people"
PREFIX = f"/{FOLDER}/"
SUFFIX = ".jpg"


class PortraitTooLarge(TooLarge):
    code, sentence = "picture_too_large", "The picture is larger than 5 MB"


class NoPicture(HandoffError):
    code, status = "no_picture", 415
    sentence = "This file is no JPEG, PNG, GIF or WebP picture"


class PortraitTooSmall(HandoffError):
    code, sentence = "picture_too_small", "The picture is smaller than 64 by 64 pixels"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture as it is kept: judged, cut to a square, and drawn anew."""

    jpeg: bytes


def drawn(file: BinaryIO) -> Portrait:
    """A portrait after any picture, of which the middle is kept; of a moving one the beginning.

    Raises `PortraitTooLarge`, `PortraitTooSmall`, `NoPicture` where the content is of another kind,
    whatever its name, and `PictureUnsafe`. It may take a second: not for a transaction.
    """
    if file.seek(0, 2) > MOST_BYTES:
        raise PortraitTooLarge
    file.seek(0)
    claimed = claimed_format(file.read(HEAD_BYTES))
    if not claimed:
        raise NoPicture
    with opened_safely(file, claimed) as picture:
        if min(picture.size) < SMALLEST_SIDE:
            raise PortraitTooSmall
        picture.draft(None, (2 * SIDE, 2 * SIDE))  # no more of a JPEG is read than is needed
        written = io.BytesIO()
        square(as_seen(picture)).save(written, "JPEG", quality=QUALITY, optimize=True)
    return Portrait(written.getvalue())


def square(picture: Image.Image) -> Image.Image:
    """The middle, on white where it is transparent: pixels alone, without what stood beside."""
    cut = ImageOps.fit(picture.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", cut.size, "white")
    ground.paste(cut, mask=cut.getchannel("A"))
    return ground


def keep(portrait: Portrait) -> str:
    """Store it. Returns its key."""
    key = new_key()
    default_storage.save(place_of(FOLDER, key), ContentFile(portrait.jpeg))
    return key


def content_of(key: str) -> bytes:
    """The JPEG. Raises `FileNotFoundError`."""
    with default_storage.open(place_of(FOLDER, key), "rb") as file:
        return bytes(file.read())


def remove(key: str) -> None:
    default_storage.delete(place_of(FOLDER, key))


def address_of(key: str) -> str:
    """The path it is served at."""
    return f"{PREFIX}{key}{SUFFIX}"
