"""Who answers a customer who was brought over, and the record of it."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.actions.releasing import release_conversation
from conversations.models import Bot, Conversation, Deed, HandoffRecord, Owner
from conversations.serializers import customer_data
from handoff.accounts.models import User
from handoff.news.models import Event
from tests.mongo.conftest import Bring
from tests.mongo.dumps import ALICE, alice, by_alice, customer, later, without

pytestmark = pytest.mark.django_db


def john() -> Conversation:
    return Conversation.objects.with_people().get()


def assigned(**fields: Any) -> dict[str, Any]:
    held: dict[str, Any] = {
        "stop": True, "stopped_at": later(10), "assigned_at": later(15), "agent_id": str(ALICE),
        "agent_email": "alice@old.test", "agent_name": "Alice from Booking",
    }  # fmt: skip
    return customer(**held | fields)


def test_an_assigned_customer_stays_with_their_agent(bring: Bring) -> None:
    told = bring(customers=[assigned()])

    shown = customer_data(john())
    alice_id = str(User.objects.get().pk)
    assert shown == shown | {
        "stop": True, "agent_id": alice_id, "agent_email": "alice@old.test",
        "agent_name": "Alice from Booking", "stopped_at": "2025-08-19T12:10:00.000Z",
        "assigned_at": "2025-08-19T12:15:00.000Z",
    }  # fmt: skip
    assert told.reasons("customers") == {}


def test_an_agent_is_found_by_address_where_the_id_says_nothing(bring: Bring) -> None:
    bring(customers=[assigned(agent_id="", agent_email="ALICE@old.test")])

    assert john().agent == User.objects.get()


@pytest.mark.parametrize(
    "people",
    [[], [alice(is_active=False)], [alice(role="customer")]],
    ids=["unknown", "inactive", "no agent"],
)
def test_who_cannot_answer_has_nobody(bring: Bring, people: list[dict[str, Any]]) -> None:
    told = bring(users=people, customers=[assigned()])

    talk = john()
    assert (talk.owner, talk.agent, talk.agent_name) == (Owner.NOBODY, None, "")
    assert (talk.owner_since, talk.stopped_at) == (later(10), later(10))
    assert told.reasons("customers") == {"agent_unknown": 1}


def test_who_waited_still_waits_since_then(bring: Bring) -> None:
    told = bring(customers=[customer(stop=True, stopped_at=later(12))])

    talk = Conversation.objects.waiting().get()
    assert (talk.owner_since, talk.stopped_at) == (later(12), later(12))
    assert told.reasons("customers") == {}


def test_the_bot_goes_on_where_there_is_one(bring: Bring) -> None:
    told = bring("--bot", "faq")

    assert Bot.objects.get().kind == "faq"
    assert (john().owner, john().stopped_at) == (Owner.BOT, None)
    assert told.reasons("customers") == {}


def test_without_a_bot_in_front_the_customer_waits_and_the_report_says_so(bring: Bring) -> None:
    told = bring()

    assert (john().owner, john().stopped_at) == (Owner.NOBODY, later(30))
    assert told.reasons("customers") == {"no_bot": 1}


def test_an_agent_beside_an_unstopped_bot_does_not_hold_the_customer(bring: Bring) -> None:
    told = bring("--bot", "faq", customers=[assigned(stop=False)])

    assert john().owner == Owner.BOT
    assert told.reasons("customers") == {"agent_though_not_stopped": 1}


def test_an_unreadable_stop_keeps_the_bot_silent_and_a_missing_one_does_not(bring: Bring) -> None:
    unclear = [customer(1, stop=["?"]), without(customer(2), "stop")]

    told = bring("--bot", "faq", customers=unclear)

    owners = Conversation.objects.order_by("pk").values_list("owner", flat=True)
    assert list(owners) == [Owner.NOBODY, Owner.BOT]
    assert told.reasons("customers")["stop_unclear"] == 2


def test_the_chain_of_records_begins_with_one_that_verifies(bring: Bring) -> None:
    bring("--bot", "faq", customers=[assigned(), customer(1), customer(2, stop=True)])

    for talk in Conversation.objects.all():
        record = talk.records.get()
        assert (record.epoch, record.deed, record.from_owner) == (1, Deed.OPENED, "")
        assert (record.to_owner, record.to_agent) == (talk.owner, talk.agent)
        assert (record.from_agent, record.actor_kind, record.door) == (None, "system", "import")
        assert record.previous_hash == ""
        assert record.hash == record.expected_hash() == talk.record_hash
        assert talk.epoch == 1


def test_the_chain_goes_on_when_the_agent_lets_go(bring: Bring) -> None:
    bring(customers=[assigned()], messages=[by_alice(1)])

    release_conversation(User.objects.get().as_actor(door="rest"), conversation_id=john().pk)

    first, second = HandoffRecord.objects.order_by("epoch")
    assert (second.epoch, second.deed, second.previous_hash) == (2, Deed.RELEASED, first.hash)
    assert second.hash == second.expected_hash() == john().record_hash
    assert Event.objects.order_by("seq").first().seq == 1  # type: ignore[union-attr]
