"""What `seed_demo` leaves on the desk: run twice, it changes nothing."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from handoff.accounts.models import User
from livechat.models import CannedResponse, TicketCategory

pytestmark = pytest.mark.django_db


def seeded() -> Any:
    output = StringIO()
    call_command("seed_demo", "--force", "--json", stdout=output)
    return json.loads(output.getvalue())


def test_a_category_to_file_under_and_texts_to_say() -> None:
    made = seeded()
    assert seeded() == made

    general = TicketCategory.objects.earliest("pk")  # 1, in a database that has had none
    assert (general.name, general.company.slug) == ("General", "hotel-abc")
    assert made["ticket_categories"][0]["id"] == general.pk
    alice = User.objects.get(email="alice@demo.test").as_actor(door="test")
    shared = CannedResponse.objects.visible_to(alice)
    assert {response.shortcut_key for response in shared} >= {"hello", "bye"}
    assert shared.get(shortcut_key="hello").variables == ["customer_name", "agent_name"]
    assert len(made["canned_responses"]) == shared.count()
    charlie = User.objects.get(email="charlie@demo.test").as_actor(door="test")
    assert not CannedResponse.objects.visible_to(charlie).exists()
