"""What `manage.py seed_demo` says of the agents of the demo."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from handoff.accounts.models import AgentAvailability


@pytest.mark.django_db
def test_the_demos_agents_are_offline_with_five_slots_and_stay_what_they_became() -> None:
    call_command("seed_demo", "--force", "--json")
    rows = AgentAvailability.objects.values_list("user__email", "status", "max_concurrent_chats")
    assert set(rows) == {
        (f"{name}@demo.test", "offline", 5) for name in ("alice", "bob", "charlie")
    }

    AgentAvailability.objects.filter(user__email="bob@demo.test").update(max_concurrent_chats=2)
    call_command("seed_demo", "--force", "--json")
    assert ("bob@demo.test", "offline", 2) in set(rows.all())
    assert rows.all().count() == 3
