"""What must be true of the database after any trial."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from conversations.connectors.messenger.simulator.models import PhoneMessage
from conversations.models import Author, Conversation, Message
from handoff.news.models import Event, Stream
from handoff.outbox.models import Delivery
from tests.audit.deeds import command
from tests.cast import PAGE_ID

ARRIVED = {"sent", "delivered", "read"}
NEVER_LEFT = {"failed", "cancelled"}


def assert_consistent() -> None:
    """Records form their chains, numbers have no gap, each message of ours has one delivery."""
    code, said = command("verify_records")
    assert code == 0, said
    assert_news_has_no_gap()
    assert_messages_have_no_gap()
    assert_each_send_is_queued_once()


def assert_news_has_no_gap() -> None:
    for stream in Stream.objects.all():
        numbers = Event.objects.filter(company_id=stream.company_id).order_by("seq")
        told = list(numbers.values_list("seq", flat=True))
        assert told == list(range(1, stream.last_seq + 1))


def assert_messages_have_no_gap() -> None:
    numbers: dict[int, list[int]] = defaultdict(list)
    for conversation_id, seq in Message.objects.order_by("seq").values_list(
        "conversation_id", "seq"
    ):
        numbers[conversation_id].append(seq)
    for conversation_id, last_seq in Conversation.objects.values_list("pk", "last_seq"):
        assert numbers[conversation_id] == list(range(1, last_seq + 1))


def assert_each_send_is_queued_once() -> None:
    """What was typed in Facebook's own inbox is none of ours and was never queued."""
    ours = Message.objects.filter(author__in=[Author.AGENT, Author.BOT])
    outside = ours.filter(author=Author.AGENT, agent=None, agent_name="")
    said = set(ours.exclude(pk__in=outside).values_list("pk", flat=True))
    queued = Counter(
        row["message_id"]
        for row in Delivery.objects.filter(kind="messenger.send").values_list("payload", flat=True)
    )
    assert queued == dict.fromkeys(said, 1)


def assert_each_state_is_true(*, echoes_may_be_lost: bool = False) -> Counter[str]:
    """What arrived is on the phone once, under the id that we know; what did not says so. How many
    messages are in each state.

    Where the simulator itself is killed, echoes are lost: what is uncertain may have arrived, once.
    """
    on_phones: dict[str, list[str]] = defaultdict(list)
    for bubble in PhoneMessage.objects.filter(from_customer=False):
        on_phones[bubble.metadata].append(bubble.mid)
    seen: Counter[str] = Counter()
    for delivery in Delivery.objects.filter(kind="messenger.send"):
        message = Message.objects.get(pk=delivery.payload["message_id"])
        bubbles = on_phones.pop(str(delivery.pk), [])
        seen[message.state] += 1
        if message.state in ARRIVED:
            assert bubbles == [message.provider_id], (message.state, delivery)
        else:  # an uncertain one that arrived would have been settled by its echo
            assert message.state in NEVER_LEFT | {"uncertain"}, (message.state, delivery)
            most = 1 if echoes_may_be_lost and message.state == "uncertain" else 0
            assert len(bubbles) <= most, (message.state, delivery)
            assert message.state_reason or message.state == "cancelled", delivery
    assert not on_phones
    return seen


def assert_the_phones_keep_the_order() -> None:
    """In each conversation, of what was answered. A send that we stopped waiting for may be carried
    out at any time, also behind those that followed it (docs/messenger.md)."""
    numbers = dict(Message.objects.exclude(provider_id="").values_list("provider_id", "seq"))
    unsure = mids_once_uncertain()
    orders = []
    for customer_id in Conversation.objects.values_list("customer__customer_id", flat=True):
        theirs = PhoneMessage.objects.on_phone(PAGE_ID, customer_id).filter(from_customer=False)
        mids = theirs.values_list("mid", flat=True)
        orders.append([numbers[mid] for mid in mids if mid not in unsure])
    assert any(len(order) > 1 for order in orders), "nothing had an order that could be lost"
    for order in orders:
        assert all(earlier < later for earlier, later in pairwise(order)), order


def mids_once_uncertain() -> set[str]:
    """Of messages whose send had no answer, whatever became of them."""
    told = Event.objects.filter(type="message_state_changed", payload__message__state="uncertain")
    ids = {int(payload["message"]["id"]) for payload in told.values_list("payload", flat=True)}
    return set(Message.objects.filter(pk__in=ids).values_list("provider_id", flat=True))
