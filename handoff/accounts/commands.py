"""Orders about the own availability, for every door (contract document 4, part 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from handoff.accounts import availability, presence, workload
from handoff.accounts.models import AgentAvailability
from handoff.accounts.models.availability import (
    FEWEST_CHATS,
    LONGEST_SKILL,
    MOST_CHATS,
    MOST_SKILLS,
)
from handoff.commands import Command
from handoff.commands import register as register_commands
from handoff.scopes import AVAILABILITY_MANAGE

STATUSES = ", ".join(AgentAvailability.Status.values)


class NoInput(serializers.Serializer[Any]):
    """Nothing is asked for, and what is given is not looked at."""


class StatusInput(serializers.Serializer[Any]):
    """`availability_status`, or `status`; both only if they say the same."""

    default_error_messages: ClassVar = {
        "missing": "Availability status is required",
        "two": "status and availability_status must not differ",
    }

    availability_status = serializers.ChoiceField(
        choices=AgentAvailability.Status.choices, required=False, allow_null=True,
        error_messages={"invalid_choice": f"Availability status must be one of: {STATUSES}"},
    )  # fmt: skip
    status = serializers.ChoiceField(
        choices=AgentAvailability.Status.choices, required=False, allow_null=True,
        error_messages={"invalid_choice": f"Status must be one of: {STATUSES}"},
    )  # fmt: skip

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        said = {given.get("availability_status"), given.get("status")} - {None}
        if len(said) != 1:
            code = "two" if said else "missing"
            why = self.error_messages[code]
            raise serializers.ValidationError({"availability_status": [why]})
        return {"status": said.pop()}


class SlotsInput(serializers.Serializer[Any]):
    max_concurrent_chats = serializers.IntegerField(min_value=FEWEST_CHATS, max_value=MOST_CHATS)

    def to_internal_value(self, data: Any) -> Any:
        wanted = data.get("max_concurrent_chats") if isinstance(data, Mapping) else None
        if isinstance(wanted, float) and not wanted.is_integer():  # DRF would cut it
            why = "A valid integer is required."
            raise serializers.ValidationError({"max_concurrent_chats": [why]})
        return super().to_internal_value(data)


class Skill(serializers.CharField):
    """A word in small letters, without space around it."""

    def to_internal_value(self, data: Any) -> str:
        return " ".join(super().to_internal_value(data).lower().split())

    def run_validation(self, data: Any = serializers.empty) -> Any:
        word = super().run_validation(data)
        if len(word) > LONGEST_SKILL:  # small letters may be more than large ones were
            self.fail("max_length", max_length=LONGEST_SKILL)
        return word


class SkillsInput(serializers.Serializer[Any]):
    """Up to 50 words of up to 50 characters; one that comes twice counts once."""

    skills = serializers.ListField(
        child=Skill(max_length=LONGEST_SKILL), max_length=MOST_SKILLS, allow_empty=True
    )

    def validate_skills(self, skills: list[str]) -> list[str]:
        return list(dict.fromkeys(skills))


def availability_data(row: AgentAvailability) -> dict[str, Any]:
    """`{"status", "availability_status", "max_concurrent_chats", "current_chats", "skills"}`."""
    return {
        "status": str(row.status),
        "availability_status": str(row.status),
        "max_concurrent_chats": row.max_concurrent_chats,
        "current_chats": workload.chats_of([row.user_id])[row.user_id],
        "skills": row.skills,
    }


def register() -> None:
    own = AVAILABILITY_MANAGE
    register_commands(
        Command("get_my_status", NoInput, availability.my_availability, availability_data, own),
        Command("set_my_status", StatusInput, availability.set_status, availability_data, own),
        Command("set_my_slots", SlotsInput, availability.set_slots, availability_data, own),
        Command("set_my_skills", SkillsInput, availability.set_skills, availability_data, own),
        Command("note_activity", NoInput, presence.note_activity, dict, own),
    )
