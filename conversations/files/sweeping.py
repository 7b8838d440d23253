"""Removing what nobody names: uploads that were never sent, and files without a row."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from conversations.files.storing import FOLDER, remove
from conversations.models.attachment import Attachment

logger = logging.getLogger(__name__)

UNSAID_FOR = timedelta(days=1)
ROWS_AT_ONCE = 200
SWEEP_EVERY_SECONDS = 60.0
FOLDERS = 256


def sweep() -> int:
    """Remove up to 200 uploads that were not sent for a day, and what lies in one of the 256
    folders without a row; the folders take turns, so each is looked at every few hours.

    Returns how many files are gone. Several workers may sweep at once.
    """
    swept = sweep_unsaid() + sweep_folder(
        f"{int(time.time() // SWEEP_EVERY_SECONDS) % FOLDERS:02x}"
    )
    if swept:
        logger.info("Removed %d files that nobody names", swept)
    return swept


def sweep_unsaid() -> int:
    """The row goes first, and only if it was not said meanwhile."""
    old = Attachment.objects.unsaid().filter(created_at__lt=timezone.now() - UNSAID_FOR)
    swept = 0
    for pk, key in old.order_by("created_at").values_list("pk", "key")[:ROWS_AT_ONCE]:
        deleted, _ = Attachment.objects.unsaid().filter(pk=pk).delete()
        if deleted:
            remove(key)
            swept += 1
    return swept


def sweep_folder(folder: str) -> int:
    """Files whose row is gone, or never came. Young ones may be waiting for theirs."""
    place = f"{FOLDER}/{folder}"
    if not default_storage.exists(place):
        return 0
    _, names = default_storage.listdir(place)
    in_folder = Attachment.objects.filter(key__gte=folder, key__lt=f"{folder}g")  # after any digit
    known = set(in_folder.values_list("key", flat=True))
    long_ago = timezone.now() - UNSAID_FOR
    swept = 0
    for name in set(names) - known:
        path = f"{place}/{name}"
        with suppress(FileNotFoundError):  # another worker was faster
            if default_storage.get_modified_time(path) < long_ago:
                default_storage.delete(path)
                swept += 1
    return swept
