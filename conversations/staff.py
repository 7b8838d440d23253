"""How a hotel's staff is shown to its guests (contract README, "Document 5")."""

from __future__ import annotations

from typing import Any

from conversations.models import Channel, Conversation
from handoff.accounts.models import User

UNNAMED = "Hotel Staff"
NO_ROLE = "Staff"


def staff_name_of(user: User) -> str:
    """First and last name; what stands for them where the account has none. Never its address."""
    return f"{user.first_name} {user.last_name}".strip() or UNNAMED


def staff_role_of(user: User) -> str:
    """The job title that guests read; never empty."""
    return user.job_title or NO_ROLE


def staff_data(user: User, *, name: str) -> dict[str, Any]:
    """`name`, `role`, `profile_image`: an absolute address, or None."""
    return {
        "name": name,
        "role": staff_role_of(user),
        "profile_image": user.profile_image_url,
    }


def shown_name(conversation: Conversation, agent: User) -> str:
    """Under which name an agent answers there, if no other was chosen."""
    return staff_name_of(agent) if conversation.channel == Channel.ROOM else agent.name
