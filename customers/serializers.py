"""What visitors look like, and what they say when they arrive (contract README, "Document 4")."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from customers.models import ParticipantSession, Visitor
from handoff.accounts.tokens import participant_token_for
from handoff.commands import NullIsAbsent


class VisitorInput(NullIsAbsent):
    widget_key = serializers.CharField(max_length=100)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    user_id = serializers.CharField(
        max_length=200, required=False, allow_blank=True, trim_whitespace=False
    )
    user_hash = serializers.CharField(max_length=200, required=False, allow_blank=True)
    token = serializers.CharField(max_length=4096, required=False, allow_blank=True)


def visitor_data(visitor: Visitor) -> dict[str, Any]:
    return {"id": visitor.pk, "name": visitor.shown_name}


def welcomed_data(session: ParticipantSession) -> dict[str, Any]:
    """`{"token", "visitor": {"id", "name"}}`"""
    assert session.visitor is not None, "a guest is welcomed in a room"
    token = participant_token_for(session.pk, expires_at=session.expires_at)
    return {"token": token, "visitor": visitor_data(session.visitor)}
