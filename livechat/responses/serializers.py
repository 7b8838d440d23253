"""What shape a canned response has over REST, and what may be asked for."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from conversations.serializers import time_text
from handoff.commands import NullIsAbsent, Words, read_input
from livechat.models import CannedResponse
from livechat.models.canned_response import check_shortcut
from livechat.responses.actions import Wishes
from livechat.responses.variables import LONGEST_NAME, LONGEST_TEXT, canonical, names_in

MOST_VARIABLES = 100
LONGEST_VALUE = 1_000


class ContentField(Words):
    """Text that is kept as it is; blank is refused."""

    def __init__(self) -> None:
        super().__init__(max_length=LONGEST_TEXT, trim_whitespace=False)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not text.strip():
            self.fail("blank")
        return text


class ResponseInput(NullIsAbsent):
    title = Words(max_length=200)
    content = ContentField()
    category = serializers.CharField(max_length=100, allow_blank=True, default="")
    shortcut_key = serializers.CharField(
        max_length=50, allow_blank=True, default="", validators=[check_shortcut]
    )
    is_shared = serializers.BooleanField(default=False)
    variables = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_NAME),
        max_length=MOST_VARIABLES,
        default=list,
    )


class Values(serializers.DictField):
    """`{name: text or number}`; null is as good as not given."""

    child = serializers.CharField(
        max_length=LONGEST_VALUE, allow_blank=True, allow_null=True, trim_whitespace=False
    )

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if isinstance(data, dict) and len(data) > MOST_VARIABLES:
            raise serializers.ValidationError(f"At most {MOST_VARIABLES} variables.")
        given = super().to_internal_value(data)
        return {name: value for name, value in given.items() if value is not None}


class UseInput(NullIsAbsent):
    variables = Values(default=dict)
    session_id = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, allow_null=True, default=None
    )


def wishes_from(given: dict[str, Any]) -> Wishes:
    """Checked wishes; of the listed variables those that the text has not. Raises `Invalid`."""
    checked = read_input(ResponseInput, given)
    listed = dict.fromkeys(canonical(name) for name in checked.pop("variables"))
    others = [name for name in listed if name not in names_in(checked["content"])]
    return Wishes(other_variables=others, **checked)


def wishes_data(response: CannedResponse) -> dict[str, Any]:
    """What people chose, as they give it."""
    return {
        "title": response.title,
        "content": response.content,
        "category": response.category,
        "shortcut_key": response.shortcut_key,
        "is_shared": response.is_shared,
        "variables": response.other_variables,
    }


def response_data(response: CannedResponse) -> dict[str, Any]:
    """What people chose, whose it is and since when. `variables`: those of the text, then the
    others that were listed."""
    return {
        "id": response.pk,
        **wishes_data(response),
        "variables": response.variables,
        "owner": {"id": response.owner_id, "name": response.owner.name},
        "created_at": time_text(response.created_at),
        "updated_at": time_text(response.updated_at),
    }
