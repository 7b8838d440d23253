"""Who plays in the tests, made where a fixture is not enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from conversations.actions.opening import conversation_with
from conversations.actions.opening import open_conversation as open_new
from conversations.models import Channel, Conversation, Policy
from customers.models import Customer, Guest, Page, ParticipantSession, Room, Visitor
from customers.models.session import LIFETIME
from handoff.accounts.models import Company, User
from handoff.actor import system_of
from handoff.news.emitting import action
from handoff.news.models import Event

PASSWORD = "handoff-demo"
PAGE_ID = "461998383671026"
JOHN_ID = "8708957485860081"


def make_user(company: Company | None, name: str, role: str, **fields: Any) -> User:
    first, last = name.split()
    return User.objects.create_user(
        f"{first.lower()}@demo.test", PASSWORD, first_name=first, last_name=last,
        company=company, role=role, **fields,
    )  # fmt: skip


@action
def open_conversation(
    page: Page, customer_id: str, name: str, minutes_ago: int = 5
) -> Conversation:
    """A customer who wrote a while ago, and the conversation with them."""
    seen_at = timezone.now() - timedelta(minutes=minutes_ago)
    first, _, last = name.partition(" ")
    customer = Customer.objects.create(
        company=page.company, page=page, customer_id=customer_id, customer_name=name,
        first_name=first, last_name=last, first_seen=seen_at, last_seen=seen_at,
    )  # fmt: skip
    conversation, _ = conversation_with(customer, by=system_of(page.company_id, door="test"))
    Conversation.objects.filter(pk=conversation.pk).update(updated_at=seen_at)
    return Conversation.objects.with_people().get(pk=conversation.pk)


def make_visitor(company: Company, name: str) -> ParticipantSession:
    """Somebody on a company's website, with a session to write in."""
    visitor = Visitor.objects.create(company=company, name=name)
    expires_at = timezone.now() + LIFETIME
    return ParticipantSession.objects.create(
        company=company, visitor=visitor, expires_at=expires_at
    )


def open_chat(session: ParticipantSession, **fields: Any) -> Conversation:
    """A new chat of this visitor."""
    new = Conversation(
        company_id=session.company_id, channel=Channel.CHAT, visitor=session.visitor, **fields
    )
    return open_new(new, by=session.as_actor(door="test"))[0]


def make_room(company: Company, number: str = "101", pin: str = "4711") -> Room:
    return Room.objects.get_or_create(company=company, number=number, defaults={"pin": pin})[0]


def make_guest(company: Company, number: str = "101", name: str = "") -> ParticipantSession:
    """Who stays in a room, with one more session to write in."""
    room = make_room(company, number)
    guest, _ = Guest.objects.get_or_create(
        company=company, room=room, left_at=None, defaults={"name": name}
    )
    expires_at = timezone.now() + timedelta(hours=72)
    return ParticipantSession.objects.create(company=company, guest=guest, expires_at=expires_at)


def open_stay(session: ParticipantSession) -> Conversation:
    """The conversation of this guest's stay, just begun."""
    new = Conversation(
        company_id=session.company_id, channel=Channel.ROOM, guest=session.guest, policy=Policy.OPEN
    )
    return open_new(new, by=session.as_actor(door="test"))[0]


def fresh(conversation: Conversation) -> Conversation:
    """As it stands in the database now."""
    return Conversation.objects.with_people().get(pk=conversation.pk)


def news_types() -> list[str]:
    """What kinds of news were told, in their order."""
    return list(Event.objects.order_by("seq").values_list("type", flat=True))
