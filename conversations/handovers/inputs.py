"""What is asked for with a shift handover."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from conversations.models.handover import LONGEST_NOTE
from handoff.numbers import number_in

MOST_NOTES = 1_000


class Note(serializers.CharField):
    """Up to 1,000 characters, with its lines as they were written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=LONGEST_NOTE, allow_blank=True, trim_whitespace=False, **options
        )


class Notes(serializers.DictField):
    """Notes by the id of their conversation, which JSON writes as a text."""

    child = Note()

    def to_internal_value(self, data: Any) -> dict[int, str]:
        if isinstance(data, dict) and len(data) > MOST_NOTES:
            raise serializers.ValidationError(f"Ensure there are at most {MOST_NOTES} notes.")
        notes: dict[str, str] = super().to_internal_value(data)
        strange = [key for key in notes if number_in(key) is None]
        if strange:
            raise serializers.ValidationError(f"{strange[0][:40]} is no conversation's id.")
        return {int(key): note for key, note in notes.items()}


class OfferInput(serializers.Serializer[Any]):
    to = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, allow_null=True,
        help_text="A colleague's id; without one, whoever accepts first.",
    )  # fmt: skip
    notes = Notes(
        required=False,
        help_text="For whoever has a conversation next: notes by the conversation's id, each of up "
        "to 1,000 characters, 1,000 at most.",
    )
    note = Note(required=False, help_text="About the shift as a whole.")
    go_offline = serializers.BooleanField(
        default=True, help_text="Whether the giver's status becomes offline when it is accepted."
    )
