"""Removing what nobody names: uploads that were never sent, and files without a row."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from conversations.files.storing import FOLDER, remove
from conversations.models.attachment import Attachment
from handoff.files.sweeping import folder_of_now, sweep_folder

logger = logging.getLogger(__name__)

UNSAID_FOR = timedelta(days=1)
ROWS_AT_ONCE = 200


def sweep() -> int:
    """Remove up to 200 uploads that were not sent for a day, and what lies in the folder whose
    turn it is without a row.

    Returns how many files are gone. Several workers may sweep at once.
    """
    swept = sweep_unsaid() + sweep_rowless(folder_of_now())
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


def sweep_rowless(folder: str) -> int:
    """Files whose row is gone, or never came."""

    def known() -> set[str]:
        in_folder = Attachment.objects.filter(key__gte=folder, key__lt=f"{folder}g")  # no digit
        return set(in_folder.values_list("key", flat=True))

    return sweep_folder(FOLDER, folder, known)
