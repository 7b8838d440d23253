"""The field by which people choose a portrait, on the account page and in the admin."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from handoff.accounts import portraits
from handoff.accounts.portraits import Portrait
from handoff.errors import HandoffError

ACCEPTED = "image/jpeg,image/png,image/gif,image/webp"
HELP = "JPEG, PNG, GIF or WebP, up to 5 MB. The middle is cut to a square."


class PortraitField(forms.FileField):
    """Becomes a `Portrait`, or says in a sentence why it cannot."""

    default_error_messages = {"required": "Choose a picture."}  # noqa: RUF012  (Django's name)

    def to_python(self, data: File[Any] | None) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        try:
            return portraits.drawn(cast(BinaryIO, file.file))
        except HandoffError as refusal:
            raise ValidationError(f"{refusal.text}.", code=refusal.code) from refusal


class PortraitForm(forms.Form):
    """One's own picture."""

    picture = PortraitField(
        label="Choose a picture",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=HELP,
    )

    def portrait(self) -> Portrait:
        """What was chosen. Only of a valid form."""
        chosen: Portrait = self.cleaned_data["picture"]
        return chosen
