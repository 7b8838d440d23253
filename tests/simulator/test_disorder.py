"""Webhooks that come twice, out of order or late: what the simulator can do to us."""

from __future__ import annotations

import pytest
import requests

from conversations.connectors.messenger.simulator.graph import carry_out
from conversations.connectors.messenger.simulator.models import PhoneMessage, Trouble
from conversations.connectors.messenger.simulator.phones import phone_of, write
from conversations.connectors.messenger.simulator.posting import wait_for_posts
from conversations.connectors.messenger.simulator.rules import Sending
from conversations.models import Conversation, Message
from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from tests.cast import JOHN_ID, PAGE_ID
from tests.messenger.sending import say, states


def make(server: str, kind: str, times: int = 1) -> None:
    fields = {"page_id": PAGE_ID, "kind": kind, "times": times}
    assert requests.post(f"{server}/simulator/trouble", json=fields, timeout=10).status_code == 200


def left() -> int:
    return Trouble.objects.get().times


@pytest.mark.parametrize("kind", ["doubled", "reordered", "late_echo"])
def test_our_message_arrives_once_and_is_known_again(
    server: str, john: Conversation, alice: User, kind: str
) -> None:
    make(server, kind)
    message = say(alice, john)
    work_off()
    assert wait_for_posts()
    assert states(message)[0] in ("sent", "delivered")
    assert message.provider_id == PhoneMessage.objects.get().mid
    assert john.messages.count() == 1
    assert left() == 0


def test_a_late_echo_comes_late(server: str, john: Conversation, alice: User) -> None:
    make(server, "late_echo")
    message = say(alice, john)
    work_off()
    assert states(message)[0] == "sent"
    assert wait_for_posts()
    assert states(message)[0] == "delivered"


def test_the_echo_comes_also_where_nobody_waits_for_the_answer(
    server: str, john: Conversation
) -> None:
    """As where our side was too slow to read it: Facebook has sent the message all the same."""
    sending = Sending(page_id=PAGE_ID, customer_id=JOHN_ID, text="Hi", metadata="", tag="")
    carry_out(sending, base=server)  # and the answer is thrown away
    assert wait_for_posts()
    assert Message.objects.get().provider_id == PhoneMessage.objects.get().mid


def test_what_a_customer_writes_comes_twice_and_is_stored_once(
    server: str, john: Conversation
) -> None:
    make(server, "doubled")
    write(phone_of(PAGE_ID, JOHN_ID), "Hello", base=server)
    assert wait_for_posts()
    assert Message.objects.get().text == "Hello"
    assert left() == 0


def test_a_customers_message_is_overtaken_by_the_next(server: str, john: Conversation) -> None:
    make(server, "reordered")
    for text in ("First", "Second"):
        write(phone_of(PAGE_ID, JOHN_ID), text, base=server)
    assert wait_for_posts()
    said = Message.objects.order_by("seq").values_list("text", flat=True)
    assert list(said) == ["Second", "First"]
    john.refresh_from_db()
    assert john.customer
    assert (john.customer.last_message, john.customer.message_count) == ("Second", 2)


def test_what_befalls_sends_alone_leaves_customers_in_peace(
    server: str, john: Conversation
) -> None:
    make(server, "error")
    write(phone_of(PAGE_ID, JOHN_ID), "Hello", base=server)
    assert Message.objects.get().text == "Hello"
    assert left() == 1
