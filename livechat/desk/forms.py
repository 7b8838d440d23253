"""What a person types at the desk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from conversations.client_ids import why_reserved


class ReplyForm(forms.Form):
    """A reply: words, a file, or both. `client_id` is made with the page, so that one form sends
    once."""

    text = forms.CharField(
        max_length=10_000,
        strip=False,
        required=False,
        error_messages={
            "max_length": "A message holds up to %(limit_value)d characters, "
            "this one has %(show_value)d.",
        },
    )
    file = forms.FileField(required=False, allow_empty_file=True)
    client_id = forms.CharField(max_length=100, required=False)

    def clean_text(self) -> str:
        """As typed; browsers end lines with CRLF, people do not."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        return text if text.strip() else ""

    def clean_client_id(self) -> str:
        client_id: str = self.cleaned_data["client_id"]
        if refusal := why_reserved(client_id):
            raise ValidationError(refusal)
        return client_id

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if not self.errors and not (fields.get("text") or fields.get("file")):
            raise ValidationError("Write something first.")
        return fields

    @property
    def sentence(self) -> str:
        """The first thing that is wrong."""
        return next(str(reasons[0]) for reasons in self.errors.values())


def new_client_id() -> str:
    return str(uuid4())
