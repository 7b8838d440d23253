"""What an order about a chat must look like (contract README, "Document 4")."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from rest_framework import serializers

from conversations.client_ids import why_reserved
from conversations.inputs import MAX_TEXT_LENGTH
from handoff.commands import NullIsAbsent, Words
from livechat.models import Priority

LARGEST_ID = 2**63 - 1
MOST_SKILLS = 20
LONGEST_SKILL = 50
MOST_METADATA_BYTES = 8 * 1024
DEEPEST_METADATA = 32
PRIORITIES = {priority.word: priority for priority in Priority}


def id_field(name: str) -> serializers.IntegerField:
    """An id; its absence is told in words."""
    missing, wrong = f"{name} is required", f"{name} is not valid"
    return serializers.IntegerField(
        min_value=0,  # which nothing has
        max_value=LARGEST_ID,
        error_messages={
            "required": missing, "null": missing, "invalid": wrong, "min_value": wrong,
            "max_value": wrong, "max_string_length": wrong,
        },
    )  # fmt: skip


def optional_text(longest: int) -> serializers.CharField:
    return serializers.CharField(
        max_length=longest, required=False, allow_blank=True, allow_null=True
    )


class ClientIdInput(serializers.Serializer[Any]):
    """What may be sent twice and is done once."""

    client_id = optional_text(100)

    def validate_client_id(self, client_id: str | None) -> str:
        if refusal := why_reserved(client_id or ""):
            raise serializers.ValidationError(refusal)
        return client_id or ""


class Metadata(serializers.JSONField):
    """A JSON object of 8 KiB at most, 32 levels deep."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError("metadata must be an object")
        if depth_of(data) > DEEPEST_METADATA:
            raise serializers.ValidationError("metadata is nested too deeply")
        try:
            written = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError) as fault:  # NaN, half a character
            raise serializers.ValidationError("metadata must be plain JSON") from fault
        if len(written) > MOST_METADATA_BYTES:
            raise serializers.ValidationError(
                f"metadata is larger than {MOST_METADATA_BYTES} bytes"
            )
        if b"\\u0000" in written:  # which PostgreSQL would refuse
            raise serializers.ValidationError("metadata must not hold a NUL character")
        return data


def depth_of(value: Any) -> int:
    """How deep objects and lists are nested; looks no deeper than it has to."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST_METADATA:
        depth += 1
        inner = [child for item in level for child in children_of(item)]
        level = [child for child in inner if isinstance(child, dict | list)]
    return depth


def children_of(item: dict[str, Any] | list[Any]) -> Collection[Any]:
    return item.values() if isinstance(item, dict) else item


class StartInput(ClientIdInput):
    subject = Words(
        max_length=200,
        error_messages={
            "required": "Subject is required", "blank": "Subject is required",
            "null": "Subject is required", "invalid": "Subject must be text",
        },
    )  # fmt: skip
    priority = serializers.ChoiceField(
        choices=[(word, word) for word in PRIORITIES], required=False, allow_null=True,
        error_messages={"invalid_choice": f"Priority must be one of: {', '.join(PRIORITIES)}"},
    )  # fmt: skip
    required_skills = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_SKILL),
        max_length=MOST_SKILLS,
        required=False,
        allow_null=True,
    )
    metadata = Metadata(required=False, allow_null=True)

    def validate_priority(self, priority: str | None) -> Priority:
        return PRIORITIES[priority or "medium"]

    def validate_required_skills(self, skills: list[str] | None) -> list[str]:
        return skills or []


class SessionInput(serializers.Serializer[Any]):
    """Which session."""

    session_id = id_field("Session ID")


class TypingInput(SessionInput):
    """`is_typing` left out means that somebody types."""

    is_typing = serializers.BooleanField(
        required=False, default=True,
        error_messages={"invalid": "is_typing must be true or false"},
    )  # fmt: skip


class AssignInput(SessionInput, NullIsAbsent):
    agent_id = id_field("Agent ID")
    force = serializers.BooleanField(required=False, default=False)
    reason = optional_text(180)

    def validate_reason(self, reason: str | None) -> str:
        return reason or ""


class TransferChatInput(SessionInput):
    target_agent_id = id_field("Target agent ID")
    reason = optional_text(180)

    def validate_reason(self, reason: str | None) -> str:
        return reason or ""


class SayInput(SessionInput, ClientIdInput):
    """`type` `text` needs `content`, `file` needs `attachment_url` and may have `content`. Left
    out, the type is what there is."""

    type = serializers.ChoiceField(
        choices=[("text", "text"), ("file", "file")], required=False, allow_null=True,
        error_messages={"invalid_choice": "Type must be text or file"},
    )  # fmt: skip
    content = Words(
        max_length=MAX_TEXT_LENGTH, trim_whitespace=False, required=False, allow_blank=True,
        allow_null=True, error_messages={"invalid": "Content must be text"},
    )  # fmt: skip
    attachment_url = optional_text(200)

    def validate_content(self, content: str | None) -> str:
        return content or ""

    def validate_attachment_url(self, attachment_url: str | None) -> str:
        return attachment_url or ""

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        kind, url = given.pop("type", None), given.get("attachment_url", "")
        if kind == "file" and not url:
            raise serializers.ValidationError({"attachment_url": ["Attachment URL is required"]})
        if kind == "text" and url:
            why = "A message of type text has no attachment_url"
            raise serializers.ValidationError({"attachment_url": [why]})
        if not url and not given.get("content", "").strip():
            raise serializers.ValidationError({"content": ["Content is required"]})
        return given
