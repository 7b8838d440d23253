"""What must be true of the database after any trial."""

from __future__ import annotations

from collections import Counter, defaultdict

from conversations.models import Author, Conversation, Message
from handoff.news.models import Event, Stream
from handoff.outbox.models import Delivery
from tests.audit.deeds import command


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
