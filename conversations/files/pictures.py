"""Pictures, written anew: what was hidden in them, and where they were taken, stays behind.

Only what is seen is kept: pixels, transparency, frames with their durations. EXIF (with GPS), XMP,
IPTC, comments, thumbnails and whatever stood behind the picture are gone. EXIF's orientation and
the colour profile are applied before they go.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps, ImageSequence, JpegImagePlugin

from conversations.files import types
from conversations.files.errors import FileUnsafe
from conversations.files.types import FileType

MOST_PIXELS = 40_000_000
MOST_FRAMES = 500
MOST_PIXELS_OF_ALL_FRAMES = 50_000_000  # unpacked they are held at once, 4 bytes each

FORMATS = {types.JPEG: "JPEG", types.PNG: "PNG", types.GIF: "GIF", types.WEBP: "WEBP"}
KEPT = ("duration", "loop", "transparency", "background", "disposal", "blend", "timestamp")


def made_harmless(file: BinaryIO, picture_type: FileType, into: BinaryIO) -> None:
    """Read a picture whole and write it `into` another file, in its own format.

    Raises `FileUnsafe` for one that is damaged, has more than 40 million pixels, or so many frames
    that showing it would take a machine down.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=[FORMATS[picture_type]]) as picture:
            refuse_large(picture)
            write(picture, picture_type, into)
    except FileUnsafe:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise too_large() from fault
    except Exception as fault:  # decoders meet hostile bytes with all kinds of exceptions
        raise FileUnsafe("The picture is damaged") from fault


def refuse_large(picture: Image.Image) -> None:
    """By what the header says, before anything is unpacked."""
    width, height = picture.size
    frames = getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1
    pixels = width * height
    is_too_long = frames > MOST_FRAMES or pixels * frames > MOST_PIXELS_OF_ALL_FRAMES
    if pixels > MOST_PIXELS or is_too_long:
        raise too_large()


def too_large() -> FileUnsafe:
    return FileUnsafe("The picture has too many pixels to be opened safely")


def write(picture: Image.Image, picture_type: FileType, into: BinaryIO) -> None:
    is_animated = getattr(picture, "is_animated", False) and picture_type is not types.JPEG
    if is_animated:
        write_frames(picture, picture_type, into)
        return
    upright = ImageOps.exif_transpose(picture)
    upright = in_common_colours(upright)
    if picture_type is types.JPEG and upright.mode not in ("L", "RGB"):
        upright = upright.convert("RGB")
    forget(upright)
    upright.save(into, FORMATS[picture_type], **options(picture_type), **coarseness(picture))


def write_frames(picture: Image.Image, picture_type: FileType, into: BinaryIO) -> None:
    """All frames with their durations, and how often they are shown."""
    loop = picture.info.get("loop")
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        frames.append(frame.convert("RGBA"))
        durations.append(int(frame.info.get("duration") or 0))
    for frame in frames:
        frame.info = {}
    more: dict[str, Any] = {} if loop is None else {"loop": loop}
    if picture_type is types.GIF:
        more["disposal"] = 2
    first, *others = frames
    first.save(
        into, FORMATS[picture_type], save_all=True, append_images=others, duration=durations,
        **more, **options(picture_type),
    )  # fmt: skip


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


def forget(picture: Image.Image) -> None:
    """Leave nothing that a writer would put beside the pixels."""
    picture.info = {name: value for name, value in picture.info.items() if name in KEPT}
    picture.getexif().clear()


def coarseness(picture: Image.Image) -> dict[str, Any]:
    """A JPEG is written as coarse as it was read: hardly worse, and hardly larger."""
    tables = getattr(picture, "quantization", None)
    if not tables or len(tables) > 4:
        return {}
    sampling = JpegImagePlugin.get_sampling(picture)
    return {"qtables": tables, **({"subsampling": sampling} if sampling >= 0 else {})}


def options(picture_type: FileType) -> dict[str, Any]:
    if picture_type is types.WEBP:
        return {"quality": 92, "method": 4}
    return {}
