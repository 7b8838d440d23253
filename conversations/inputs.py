"""What an order about a customer must look like.

Customers are named as contract documents 1 to 3 name them: `page_id` and `customer_id`.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from conversations.client_ids import why_reserved
from conversations.quick_replies import (
    LONGEST_PAYLOAD,
    LONGEST_TITLE,
    MOST_QUICK_REPLIES,
    QuickReply,
)
from handoff.commands import NullIsAbsent, Words

PAGE_ID_REQUIRED = "Page ID is required"
MAX_TEXT_LENGTH = 10_000
STOPPED_AT_ONCE = 50
MOST_SKIPPED = 2**31  # more rows than there are: databases count no further than 2**63


class Text(Words):
    """What somebody writes: up to 10,000 characters, kept unchanged, not empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=MAX_TEXT_LENGTH,
            trim_whitespace=False,
            error_messages={
                "required": "Message is required",
                "blank": "Message is required",
                "null": "Message is required",
                "invalid": "Message must be text",
                "max_length": "Message is longer than {max_length} characters",
            },
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not text.strip():
            self.fail("blank")
        return text


def name_field(missing: str, **kwargs: Any) -> serializers.CharField:
    """An id whose absence is told in the contract's words. However long: no such thing is found."""
    return serializers.CharField(
        error_messages={"required": missing, "blank": missing, "null": missing},
        **kwargs,
    )


class WholeNumber(serializers.IntegerField):
    """An integer of any size: JSON readers make 10^30 a float."""

    def to_internal_value(self, data: Any) -> int:
        is_whole = isinstance(data, float) and data.is_integer()
        return super().to_internal_value(int(data) if is_whole else data)


class PageInput(serializers.Serializer[Any]):
    """Which page, by the provider's id."""

    page_id = name_field(PAGE_ID_REQUIRED)


class CustomerInput(PageInput):
    """Which customer: the provider's id, unique on its page."""

    customer_id = name_field("Customer ID is required")


class TakeInput(CustomerInput):
    agent_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )
    from_bot = serializers.BooleanField(default=False)


class TransferInput(CustomerInput):
    agent_id = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, error_messages={"invalid": "Agent ID is not valid"}
    )
    agent_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )


class ReleaseInput(CustomerInput, NullIsAbsent):
    resume_bot = serializers.BooleanField(default=False)
    must_be_assigned = serializers.BooleanField(default=False)


class QuickReplyInput(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    payload = serializers.CharField(max_length=LONGEST_PAYLOAD)

    def to_internal_value(self, data: Any) -> QuickReply:
        return QuickReply(**super().to_internal_value(data))


class SendInput(CustomerInput):
    """Words, a file, or both: `message` may be left out beside `attachment_url`."""

    message = Text()
    attachment_url = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )
    quick_replies = serializers.ListField(
        child=QuickReplyInput(), max_length=MOST_QUICK_REPLIES, required=False, allow_null=True
    )
    client_id = serializers.CharField(
        max_length=100, required=False, allow_blank=True, allow_null=True
    )
    from_bot = serializers.BooleanField(default=False)

    def to_internal_value(self, data: Any) -> Any:
        message, has_file = data.get("message"), bool(data.get("attachment_url"))
        self.fields["message"].required = not has_file
        if has_file and (message is None or (isinstance(message, str) and not message.strip())):
            data = {name: value for name, value in data.items() if name != "message"}
        return super().to_internal_value(data)

    def validate_attachment_url(self, attachment_url: str | None) -> str:
        return attachment_url or ""

    def validate_quick_replies(
        self, quick_replies: list[QuickReply] | None
    ) -> tuple[QuickReply, ...]:
        return tuple(quick_replies or ())

    def validate_client_id(self, client_id: str | None) -> str:
        if refusal := why_reserved(client_id or ""):
            raise serializers.ValidationError(refusal)
        return client_id or ""


class StopInput(CustomerInput):
    stop = serializers.BooleanField(
        error_messages={"required": "Stop is required", "null": "Stop is required"}
    )


class StoppedInput(serializers.Serializer[Any]):
    """All may be left out; clients that have no value send null."""

    page_id = serializers.CharField(max_length=100, default="", allow_blank=True, allow_null=True)
    limit = WholeNumber(min_value=1, default=STOPPED_AT_ONCE, allow_null=True)
    skip = WholeNumber(min_value=0, default=0, allow_null=True)

    def validate_page_id(self, page_id: str | None) -> str:
        return page_id or ""

    def validate_limit(self, limit: int | None) -> int:
        return STOPPED_AT_ONCE if limit is None else limit

    def validate_skip(self, skip: int | None) -> int:
        return min(skip or 0, MOST_SKIPPED)
