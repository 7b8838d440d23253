"""What a person fills in about a website chat."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from handoff.errors import Invalid
from livechat.models import TicketPriority
from livechat.models.ticket import LONGEST_SUBJECT
from livechat.responses.permissions import ResponseNotFound

LONGEST_REASON = 180
LARGEST_ID = 2**63 - 1


class WordedForm(forms.Form):
    """A form whose first fault is a sentence."""

    def required(self) -> dict[str, Any]:
        """The fields. Raises `Invalid`."""
        if not self.is_valid():
            raise Invalid(next(str(reasons[0]) for reasons in self.errors.values()))
        return self.cleaned_data


class TransferForm(WordedForm):
    agent_id = forms.IntegerField(
        error_messages={"required": "Choose a colleague.", "invalid": "Choose a colleague."}
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": "A reason has up to %(limit_value)d characters."},
    )

    def wishes(self, *, allowed: Collection[int]) -> dict[str, Any]:
        """`agent_id`, one of these, and `reason`. Raises `Invalid`."""
        fields = self.required()
        if fields["agent_id"] not in allowed:
            raise Invalid("Choose a colleague.")
        return fields


class TicketForm(WordedForm):
    subject = forms.CharField(
        max_length=LONGEST_SUBJECT,
        error_messages={
            "required": "Say what it is about.",
            "max_length": "A subject has up to %(limit_value)d characters.",
        },
    )
    category_id = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Choose a category of the list."
        ),
    )  # fmt: skip
    priority = forms.ChoiceField(
        choices=TicketPriority.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a priority."),
    )

    def wishes(self) -> dict[str, Any]:
        """The keyword arguments of `convert_to_ticket`. Raises `Invalid`."""
        return self.required()


class InsertForm(WordedForm):
    """Which canned response is put behind the text."""

    response = forms.IntegerField(
        min_value=1, max_value=LARGEST_ID,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Choose a saved answer first."
        ),
    )  # fmt: skip

    @property
    def typed(self) -> str:
        """What stands in the composer; browsers end lines with CRLF, people do not."""
        return str(self.data.get("text", "")).replace("\r\n", "\n")

    def response_id(self) -> int:
        """Raises `Invalid`, or `ResponseNotFound` for what is no number a response could have."""
        if self.data.get("response") and not self.is_valid():
            raise ResponseNotFound
        return int(self.required()["response"])

    def with_text(self, text: str) -> str:
        """The text behind what was typed, on a line of its own where there is some."""
        typed = self.typed
        return f"{typed}{'' if not typed or typed[-1].isspace() else chr(10)}{text}"
