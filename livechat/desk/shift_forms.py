"""What a person fills in who hands over a shift."""

from __future__ import annotations

from typing import Any

from django import forms

from conversations.models.handover import LONGEST_NOTE
from livechat.desk.chat_forms import WordedForm

NOTE = "note-"
TOO_LONG = "A note has up to %(limit_value)d characters, this one has %(show_value)d."
CHOOSE = "Choose a colleague, or leave it to whoever accepts first."


def note_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=LONGEST_NOTE, error_messages={"max_length": TOO_LONG}, **options
    )


class ShiftForm(WordedForm):
    """To whom, and the notes: one of the shift, `note-<conversation id>` of each conversation."""

    to = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), CHOOSE),
    )  # fmt: skip
    note = note_field()
    offline = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, held: list[int]) -> None:
        super().__init__(data)
        for conversation_id in held:
            self.fields[f"{NOTE}{conversation_id}"] = note_field()

    def wishes(self) -> dict[str, Any]:
        """The keyword arguments of `offer_handover`. Raises `Invalid`."""
        given = self.required()
        notes = {
            int(name.removeprefix(NOTE)): lines_of(text)
            for name, text in given.items()
            if name.startswith(NOTE) and text
        }
        return {
            "to": given["to"],
            "note": lines_of(given["note"]),
            "notes": notes,
            "go_offline": given["offline"],
        }


def lines_of(text: str) -> str:
    """Browsers end lines with CRLF, people do not."""
    return text.replace("\r\n", "\n")
