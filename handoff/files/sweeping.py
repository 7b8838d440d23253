"""Removing files that nobody names, a folder at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

SWEEP_EVERY_SECONDS = 60.0
FOLDERS = 256
YOUNG_FOR = timedelta(days=1)


def folder_of_now() -> str:
    """`00` to `ff`: the folders take turns, so each is looked at every few hours."""
    return f"{int(time.time() // SWEEP_EVERY_SECONDS) % FOLDERS:02x}"


def sweep_folder(root: str, folder: str, known: Callable[[], set[str]]) -> int:
    """Remove the files of a folder that are not among the `known` keys. Young ones stay: a row may
    be on its way that names them. Returns how many are gone; several workers may sweep at once."""
    place = f"{root}/{folder}"
    if not default_storage.exists(place):
        return 0
    _, names = default_storage.listdir(place)
    long_ago = timezone.now() - YOUNG_FOR
    swept = 0
    for name in set(names) - known():
        path = f"{place}/{name}"
        with suppress(FileNotFoundError):  # another worker was faster
            if default_storage.get_modified_time(path) < long_ago:
                default_storage.delete(path)
                swept += 1
    return swept
