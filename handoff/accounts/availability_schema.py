"""What `/api/agent-availability/…` takes and answers."""

from __future__ import annotations

from functools import partial
from typing import Any

from rest_framework import serializers
from rest_framework.serializers import Serializer

from handoff.accounts.commands import SkillsInput, SlotsInput, StatusInput
from handoff.accounts.models import AgentAvailability
from handoff.openapi.describing import body_of, describe
from handoff.openapi.parts import choice, count, flag, text


class AvailabilityShape(Serializer[Any]):
    """Whether an agent is there for website chats."""

    status = choice(AgentAvailability.Status.values)
    availability_status = choice(AgentAvailability.Status.values)
    max_concurrent_chats = count("From 1 to 20.")
    current_chats = count("The open website chats that the agent has.")
    skills = serializers.ListField(child=text())


EXAMPLE = {
    "status": "online",
    "availability_status": "online",
    "max_concurrent_chats": 5,
    "current_chats": 2,
    "skills": ["technical", "billing"],
}

describe_own = partial(describe, tag="Website chat", reply=AvailabilityShape, example=EXAMPLE)

read_my_status = describe_own("read_my_status", "Read the own availability")
set_my_status = describe_own(
    "set_my_status",
    "Say whether one is there",
    words="As `availability_status` or as `status`. It is announced to all agents of the company, "
    "also where it changes nothing, and holds for the grace period if no socket is open.",
    body=body_of("AvailabilityStatus", StatusInput),
    body_example={"availability_status": "online"},
)
set_my_slots = describe_own(
    "set_my_max_chats",
    "Say how many chats one wants at once",
    body=body_of("MaxChats", SlotsInput),
    body_example={"max_concurrent_chats": 5},
)
set_my_skills = describe_own(
    "set_my_skills",
    "Say what one knows",
    words="Words are kept in small letters, each once.",
    body=body_of("Skills", SkillsInput),
    body_example={"skills": ["technical", "billing"]},
)


class Noted(Serializer[Any]):
    """It was understood."""

    success = flag()


note_activity = describe(
    "note_activity",
    "Say that one is still there",
    words="For agents without a socket; who is not heard of for the grace period is away.",
    tag="Website chat",
    reply=Noted,
    example={"success": True},
)
