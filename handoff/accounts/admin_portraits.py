"""The picture on a user's page in the admin: to look at, to replace, to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminImageFieldWidget

from handoff.accounts import profile_images
from handoff.accounts.models import User
from handoff.accounts.portrait_forms import HELP, PortraitField
from handoff.accounts.portraits import Portrait
from handoff.actor import Actor

FIELDS = ("picture",)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the widget shows, as it shows files of Django's."""

    url: str


class PortraitFields(forms.Form):
    """What a user's page adds to the user's own fields. Left empty, the picture stays."""

    picture = PortraitField(
        required=False,
        widget=UnfoldAdminImageFieldWidget(attrs={"accept": "image/*"}),  # by which it shows it
        help_text=HELP,
    )


def shown_of(user: User) -> dict[str, Any]:
    """What the field shows of this user."""
    return {"picture": Shown(user.profile_image_path)} if user.profile_image_path else {}


def edit_from(actor: Actor, user_id: int, form: forms.ModelForm[User]) -> None:
    """Carry out what was chosen, if anything was."""
    chosen = form.cleaned_data.get("picture")
    if isinstance(chosen, Portrait):
        profile_images.set_profile_image(actor, user_id=user_id, portrait=chosen)
    elif chosen is False:  # Django's word for the ticked box
        profile_images.remove_profile_image(actor, user_id=user_id)
