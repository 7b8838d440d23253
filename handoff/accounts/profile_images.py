"""Giving people a picture and taking it away: one's own, or as an admin of the company."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction

from handoff.accounts import portraits
from handoff.accounts.models import User
from handoff.accounts.permissions import AdminsOnly, get_user_for
from handoff.accounts.portraits import Portrait
from handoff.actor import Actor
from handoff.files.sweeping import folder_of_now, sweep_folder
from handoff.news.emitting import action

logger = logging.getLogger(__name__)


def set_profile_image(actor: Actor, *, user_id: int, portrait: Portrait) -> User:
    """Show this picture of a user from now on; the old one is gone after the commit.

    The file is written before the row that names it: no row ever names a file that is not there.
    Raises `AdminsOnly` for another's picture, `UserNotFound`; then nothing is kept.
    """
    key = portraits.keep(portrait)
    try:
        return _show(actor, user_id=user_id, key=key)
    except BaseException:
        portraits.remove(key)
        raise


def remove_profile_image(actor: Actor, *, user_id: int) -> User:
    """Show no picture of a user; their initials stand there. Raises as `set_profile_image`."""
    return _show(actor, user_id=user_id, key="")


@action
def _show(actor: Actor, *, user_id: int, key: str) -> User:
    user = _user_to_show(actor, user_id)
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    before, user.profile_image_key = locked.profile_image_key, key
    User.objects.filter(pk=user.pk).update(profile_image_key=key)
    if before:
        # What is left after a fault is swept.
        transaction.on_commit(partial(portraits.remove, before), robust=True)
    return user


def _user_to_show(actor: Actor, user_id: int) -> User:
    if actor.user_id == user_id:
        return User.objects.get(pk=user_id)
    if not actor.is_admin:
        raise AdminsOnly
    return get_user_for(actor, user_id)


def sweep() -> int:
    """Remove pictures in the folder whose turn it is that no user shows. Returns how many."""
    swept = sweep_in(folder_of_now())
    if swept:
        logger.info("Removed %d pictures that show nobody", swept)
    return swept


def sweep_in(folder: str) -> int:
    def known() -> set[str]:
        shown = User.objects.filter(
            profile_image_key__gte=folder,
            profile_image_key__lt=f"{folder}g",  # after any digit
        )
        return set(shown.values_list("profile_image_key", flat=True))

    return sweep_folder(portraits.FOLDER, folder, known)
