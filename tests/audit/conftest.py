from __future__ import annotations

import pytest
import time_machine

from conversations.models import Conversation
from customers.models import Page
from handoff.accounts.models import User
from tests.audit.deeds import MONDAY, take_and_release
from tests.cast import open_conversation


@pytest.fixture
def chain(page: Page, alice: User) -> Conversation:
    """A conversation with seven records, and another beside it; all of one Monday."""
    with time_machine.travel(MONDAY, tick=False):
        conversation = open_conversation(page, "chained", "John Doe")
        beside = open_conversation(page, "beside", "Jane Roe")
        take_and_release(conversation, alice, times=3)
        take_and_release(beside, alice, times=1)
    conversation.refresh_from_db()
    return conversation
