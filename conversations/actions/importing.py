"""Bringing over conversations that were held elsewhere, many at a time.

What is brought over is history and no news: nothing is emitted, no delivery is written, no bot's
turn begins (docs/decisions/0009-history-is-no-news.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from conversations.models import (
    Author,
    Channel,
    Conversation,
    Deed,
    HandoffRecord,
    Message,
    MessageState,
    Owner,
)
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.actor import system_of
from handoff.news.emitting import action


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who answers a customer when their conversation comes to us, and since when."""

    owner: Owner
    owner_since: datetime
    agent: User | None = None
    agent_name: str = ""
    stopped_at: datetime | None = None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OldWords:
    """What was said elsewhere. `provider_id` is the same at every import, unique on a page."""

    author: Author
    text: str
    at: datetime
    page: Page
    provider_id: str
    agent: User | None = None
    agent_name: str = ""
    agent_email: str = ""


@action
def open_imported(
    begun: Sequence[tuple[Customer, Standing]], *, door: str, reason: str
) -> list[Conversation]:
    """Open the conversations of customers, who are stored with it if they are not yet.

    The bulk form of `conversation_with`. Each chain of records begins with one `opened`, at this
    moment: who answered before is another system's history, and days that are over stay closed.
    """
    Customer.objects.bulk_create([customer for customer, _ in begun if customer._state.adding])
    conversations = [_standing_conversation(customer, standing) for customer, standing in begun]
    Conversation.objects.bulk_create(conversations)
    now = timezone.now()
    records = [
        HandoffRecord.of_change(
            conversation,
            to_owner=Owner(conversation.owner),
            to_agent=conversation.agent,
            deed=Deed.OPENED,
            by=system_of(conversation.company_id, door=door),
            reason=reason,
            at=now,
        )
        for conversation in conversations
    ]
    HandoffRecord.objects.bulk_create(records)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE conversations_conversation SET epoch = %s, record_hash = %s WHERE id = %s",
            [(record.epoch, record.hash, record.conversation_id) for record in records],
        )
    return conversations


def _standing_conversation(customer: Customer, standing: Standing) -> Conversation:
    return Conversation(
        company_id=customer.company_id,
        channel=Channel.MESSENGER,
        customer=customer,
        owner=standing.owner,
        owner_since=standing.owner_since,
        agent=standing.agent,
        agent_name=standing.agent_name if standing.agent else "",
        stopped_at=standing.stopped_at,
        created_at=customer.created_at,
        updated_at=standing.updated_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a customer elsewhere. The last three belong together."""

    message_count: int
    first_seen: datetime
    last_seen: datetime
    last_message: str
    updated_at: datetime


@action
def catch_up(known: Sequence[tuple[Conversation, Seen]]) -> None:
    """Note what was seen elsewhere of customers we know, where it is more or later than what we
    have seen. Twice is as good as once. Who answers stays as it is here."""
    behind = [(talk, seen) for talk, seen in known if talk.customer and _knows_more(talk, seen)]
    for conversation, seen in behind:
        customer = conversation.customer
        assert customer is not None
        if seen.last_seen > customer.last_seen:
            customer.last_seen, customer.last_message = seen.last_seen, seen.last_message
        customer.first_seen = min(customer.first_seen, seen.first_seen)
        customer.message_count = max(customer.message_count, seen.message_count)
        conversation.updated_at = max(conversation.updated_at, seen.updated_at)
    Customer.objects.bulk_update(
        [talk.customer for talk, _ in behind if talk.customer],
        ["last_seen", "last_message", "first_seen", "message_count"],
    )
    Conversation.objects.bulk_update([talk for talk, _ in behind], ["updated_at"])


def _knows_more(conversation: Conversation, seen: Seen) -> bool:
    customer = conversation.customer
    assert customer is not None
    return (
        seen.last_seen > customer.last_seen
        or seen.first_seen < customer.first_seen
        or seen.message_count > customer.message_count
        or seen.updated_at > conversation.updated_at
    )


@action
def add_imported(said: Sequence[tuple[int, OldWords]]) -> list[bool]:
    """Add messages to conversations (by id) in the order given, each once; which ones were new.

    The bulk form of `add_message`: the conversations' rows are held until the commit, so the
    numbers continue without a gap. `updated_at` and the customer's counts stay as they are: they
    came with the customer.
    """
    wanted = {conversation_id for conversation_id, _ in said}
    last_seq = dict(
        Conversation.objects.select_for_update()
        .filter(pk__in=wanted)
        .order_by("pk")
        .values_list("pk", "last_seq")
    )
    here = stored_ids([words for _, words in said])
    numbers, fresh, are_new = dict(last_seq), list[Message](), list[bool]()
    for conversation_id, words in said:
        identity = (words.page.pk, words.provider_id)
        are_new.append(identity not in here)
        if identity not in here:
            here.add(identity)
            numbers[conversation_id] += 1
            fresh.append(_old_message(conversation_id, numbers[conversation_id], words))
    Message.objects.bulk_create(fresh)
    changed = [(seq, pk) for pk, seq in numbers.items() if seq != last_seq[pk]]
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE conversations_conversation SET last_seq = %s WHERE id = %s", changed
            )
    return are_new


def stored_ids(said: Sequence[OldWords]) -> set[tuple[int, str]]:
    """Which of these are stored: the pages' primary keys and the providers' ids."""
    rows = Message.objects.filter(
        page__in={words.page.pk for words in said},
        provider_id__in={words.provider_id for words in said},
    ).exclude(provider_id="")  # in the words of the partial index, or it would not serve
    return set(rows.order_by().values_list("page__pk", "provider_id"))


def _old_message(conversation_id: int, seq: int, words: OldWords) -> Message:
    return Message(
        company_id=words.page.company_id,
        conversation_id=conversation_id,
        seq=seq,
        author=words.author,
        text=words.text,
        agent=words.agent,
        agent_name=words.agent_name,
        agent_email=words.agent_email,
        page=words.page,
        provider_id=words.provider_id,
        state=MessageState.RECEIVED if words.author == Author.CUSTOMER else MessageState.SENT,
        created_at=words.at,
    )
