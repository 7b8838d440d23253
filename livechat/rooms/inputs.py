"""What bodies of requests must look like."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from conversations.inputs import MAX_TEXT_LENGTH
from customers.models.room import is_pin
from livechat.inputs import ClientIdInput, optional_text


class EnterInput(serializers.Serializer[Any]):
    """The PIN, unless there is a token that was given before."""

    pin = serializers.CharField(max_length=100, required=False, allow_blank=True, allow_null=True)
    name = optional_text(200)
    token = optional_text(4096)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = {field: given.get(field) or "" for field in ("pin", "name", "token")}
        if not given["pin"] and not given["token"]:
            raise serializers.ValidationError({"pin": ["PIN is required"]})
        return given


class SayInRoomInput(ClientIdInput):
    """Words, an upload of the sender's own, or both."""

    message = serializers.CharField(
        max_length=MAX_TEXT_LENGTH, trim_whitespace=False, required=False, allow_blank=True,
        allow_null=True, error_messages={"invalid": "Message must be text"},
    )  # fmt: skip
    attachment_url = optional_text(200)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        text, url = given.pop("message", None) or "", given.get("attachment_url") or ""
        if not url and not text.strip():
            raise serializers.ValidationError({"message": ["Message is required"]})
        return {**given, "text": text, "attachment_url": url}


class CheckOutInput(serializers.Serializer[Any]):
    new_pin = serializers.CharField(
        max_length=12, required=False, allow_blank=True, allow_null=True, validators=[is_pin]
    )

    def validate_new_pin(self, new_pin: str | None) -> str:
        return new_pin or ""
