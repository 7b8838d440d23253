"""Pictures are written anew: what is seen stays, all else goes."""

from __future__ import annotations

import io
from unittest.mock import patch

import pytest
from PIL import Image

from conversations.files.judging import type_of
from conversations.files.pictures import made_harmless
from handoff.files import pictures
from handoff.files.pictures import PictureUnsafe
from tests.files.contents import GPS, bomb, moving, office, photo_with_place, picture


def harmless(content: bytes) -> bytes:
    file, into = io.BytesIO(content), io.BytesIO()
    made_harmless(file, type_of(file), into)
    return into.getvalue()


def test_the_place_goes_and_the_picture_stands_upright() -> None:
    given = photo_with_place()
    with Image.open(io.BytesIO(given)) as before:
        assert before.getexif().get_ifd(GPS)
        assert before.size == (40, 20)
    written = harmless(given)
    with Image.open(io.BytesIO(written)) as after:
        assert after.size == (20, 40)
        assert dict(after.getexif()) == {}
        red, blue = after.getpixel((10, 5)), after.getpixel((10, 35))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]
    for secret in (b"Exif", b"telephone", b"secret comment"):
        assert secret in given
        assert secret not in written


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving(name: str) -> None:
    with Image.open(io.BytesIO(harmless(moving(name)))) as after:
        assert getattr(after, "n_frames", 1) == 3
        assert after.info.get("loop", 0) == 0
        durations = []
        for frame in range(3):
            after.seek(frame)
            after.load()
            durations.append(round(after.info["duration"]))
    assert durations == [80, 120, 200]


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_second_file_behind_a_picture_is_gone(name: str) -> None:
    written = harmless(picture(name) + office() + b"<script>alert(1)</script>")
    assert b"PK\x03\x04" not in written
    assert b"script" not in written


def test_see_through_stays_see_through() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(file, "PNG")
    with Image.open(io.BytesIO(harmless(file.getvalue()))) as after:
        assert after.convert("RGBA").getpixel((1, 1)) == (255, 0, 0, 0)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    with pytest.raises(PictureUnsafe, match="too many pixels"):
        harmless(bomb())


def test_too_many_frames_are_refused() -> None:
    with (
        patch.object(pictures, "MOST_FRAMES", 2),
        pytest.raises(PictureUnsafe, match="too many pixels"),
    ):
        harmless(moving())


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_damaged_one_is_refused(name: str) -> None:
    whole = picture(name, (300, 300))
    with pytest.raises(PictureUnsafe, match="damaged"):
        harmless(whole[: len(whole) // 2])


def test_a_jpeg_grows_no_larger_than_a_little() -> None:
    file = io.BytesIO()
    Image.effect_noise((600, 400), 60).convert("RGB").save(file, "JPEG", quality=60)
    given = len(file.getvalue())
    assert given * 0.9 < len(harmless(file.getvalue())) < given * 1.1
