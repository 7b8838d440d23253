"""Pictures, written anew: what was hidden in them, and where they were taken, stays behind.

Only what is seen is kept: pixels, transparency, frames with their durations. EXIF (with GPS), XMP,
IPTC, comments, thumbnails and whatever stood behind the picture are gone. EXIF's orientation and
the colour profile are applied before they go.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from PIL import Image, ImageSequence, JpegImagePlugin

from conversations.files import types
from conversations.files.types import FileType
from handoff.files.pictures import as_seen, opened_safely

FORMATS = {types.JPEG: "JPEG", types.PNG: "PNG", types.GIF: "GIF", types.WEBP: "WEBP"}
KEPT = ("duration", "loop", "transparency", "background", "disposal", "blend", "timestamp")


def made_harmless(file: BinaryIO, picture_type: FileType, into: BinaryIO) -> None:
    """Read a picture whole and write it `into` another file, in its own format.

    Raises `PictureUnsafe` for one that is damaged, or too large to be shown.
    """
    with opened_safely(file, FORMATS[picture_type]) as picture:
        write(picture, picture_type, into)


def write(picture: Image.Image, picture_type: FileType, into: BinaryIO) -> None:
    is_animated = getattr(picture, "is_animated", False) and picture_type is not types.JPEG
    if is_animated:
        write_frames(picture, picture_type, into)
        return
    upright = as_seen(picture)
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
