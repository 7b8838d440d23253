"""Pictures, opened so that they can do no harm, and looked at as they were meant to be seen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from handoff.errors import HandoffError

MOST_PIXELS = 40_000_000
MOST_FRAMES = 500
MOST_PIXELS_OF_ALL_FRAMES = 50_000_000  # unpacked they are held at once, 4 bytes each

CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # never in text


class PictureUnsafe(HandoffError):
    """It is a picture as it says, but damaged, or made to do harm when it is opened."""

    code, status = "file_type_refused", 415
    sentence = "The file is damaged, or not safe to open"


def claimed_format(head: bytes) -> str:
    """JPEG, PNG, GIF or WEBP, by the first bytes; empty for anything else. Whether it is one,
    reading it whole will tell."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")) and CONTROLS.search(head[6:13]):
        return "GIF"
    if head[:4] == b"RIFF" and head[8:15] == b"WEBPVP8":
        return "WEBP"
    return ""


@contextmanager
def opened_safely(file: BinaryIO, picture_format: str) -> Iterator[Image.Image]:
    """The picture, by the decoder of this one format.

    Raises `PictureUnsafe` for one that has more than 40 million pixels, or so many frames that
    showing it would take a machine down, and for whatever goes wrong while it is read inside;
    refusals of ours pass.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=[picture_format]) as picture:
            refuse_large(picture)
            yield picture
    except HandoffError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise too_large() from fault
    except Exception as fault:  # decoders meet hostile bytes with all kinds of exceptions
        raise PictureUnsafe("The picture is damaged") from fault


def refuse_large(picture: Image.Image) -> None:
    """By what the header says, before anything is unpacked."""
    width, height = picture.size
    frames = getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1
    pixels = width * height
    is_too_long = frames > MOST_FRAMES or pixels * frames > MOST_PIXELS_OF_ALL_FRAMES
    if pixels > MOST_PIXELS or is_too_long:
        raise too_large()


def too_large() -> PictureUnsafe:
    return PictureUnsafe("The picture has too many pixels to be opened safely")


def as_seen(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF says, in colours that everybody shows alike."""
    return in_common_colours(ImageOps.exif_transpose(picture))


def in_common_colours(picture: Image.Image) -> Image.Image:
    """The colours of a profile as sRGB, which everybody assumes where there is no profile."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, given, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture
