"""A portrait is drawn anew after any picture: a square, upright, and nothing but pixels."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageCms

from handoff.accounts import portraits
from handoff.accounts.portraits import NoPicture, PortraitTooLarge, PortraitTooSmall, drawn
from handoff.errors import HandoffError
from handoff.files.pictures import PictureUnsafe
from tests.files.contents import (
    CAMERA,
    GPS,
    HTML,
    ORIENTATION,
    PDF,
    SVG,
    bomb,
    moving,
    office,
    picture,
)  # fmt: skip

SIZE = (400, 200)


def portrait_of(content: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(drawn(io.BytesIO(content)).jpeg))
    made.load()
    return made


def colour(made: Image.Image, x: int, y: int) -> str:
    found: Any = made.getpixel((x, y))
    return max(zip(found, ("red", "green", "blue"), strict=True))[1]


def test_the_middle_is_cut_to_a_square() -> None:
    tall = Image.new("RGB", (300, 900), "green")
    tall.paste("red", (0, 0, 300, 300))
    tall.paste("blue", (0, 600, 300, 900))
    file = io.BytesIO()
    tall.save(file, "PNG")
    made = portrait_of(file.getvalue())
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (256, 256))
    assert {colour(made, x, y) for x in (5, 250) for y in (5, 250)} == {"green"}


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP"])
def test_every_kind_of_picture_will_do(name: str) -> None:
    made = portrait_of(picture(name, SIZE))
    assert made.size == (256, 256)
    assert (colour(made, 20, 128), colour(made, 235, 128)) == ("red", "blue")


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "LA", "RGBA", "I;16"])
def test_so_will_every_kind_of_colour(mode: str) -> None:
    file = io.BytesIO()
    name = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (80, 80)).save(file, name)
    assert portrait_of(file.getvalue()).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (80, 80), (255, 0, 0, 0)).save(file, "PNG")
    assert portrait_of(file.getvalue()).getpixel((128, 128)) == (255, 255, 255)


def test_of_what_moves_the_beginning_is_kept() -> None:
    frames = [Image.new("RGB", (80, 80), one) for one in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    made = portrait_of(file.getvalue())
    assert getattr(made, "n_frames", 1) == 1
    assert colour(made, 128, 128) == "red"


def test_it_stands_upright_and_nothing_tells_where_or_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter, clockwise
    exif[CAMERA] = "Somebody's telephone"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 29.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    given = picture(size=SIZE, exif=exif, comment=b"My secret comment", icc_profile=profile)
    given += office()

    made = portrait_of(given)
    assert (colour(made, 128, 20), colour(made, 128, 235)) == ("red", "blue")
    assert dict(made.getexif()) == {}
    assert set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    written = drawn(io.BytesIO(given)).jpeg
    for secret in (b"Exif", b"telephone", b"secret comment", b"ICC_PROFILE", b"PK\x03\x04"):
        assert secret in given
        assert secret not in written


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (PDF, NoPicture),
        (SVG, NoPicture),
        (HTML, NoPicture),
        (b"GIF89a is how this text begins", NoPicture),
        (b"", NoPicture),
        (picture(size=(400, 63)), PortraitTooSmall),
        (moving(), PortraitTooSmall),
        (bomb(), PictureUnsafe),
        (picture("PNG", (300, 300))[:-300], PictureUnsafe),
        (b"\xff\xd8\xff" + b"\0" * 500, PictureUnsafe),
    ],
)
def test_by_its_content_it_is_refused(content: bytes, refusal: type[HandoffError]) -> None:
    with pytest.raises(refusal):
        drawn(io.BytesIO(content))


def test_so_is_what_is_larger_than_five_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    given = picture(size=SIZE)
    assert portraits.MOST_BYTES == 5 * 1024 * 1024
    monkeypatch.setattr(portraits, "MOST_BYTES", len(given))
    assert drawn(io.BytesIO(given)).jpeg
    with pytest.raises(PortraitTooLarge):
        drawn(io.BytesIO(given + b"\0"))
