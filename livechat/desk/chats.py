"""What the desk shows of a website chat beside its messages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conversations.models import Conversation
from handoff.accounts.models import User
from handoff.actor import Actor
from livechat.context import context_of
from livechat.models import CannedResponse, ChatSession, Ticket, TicketCategory, TicketPriority
from livechat.statistics import workloads_data

EARLIER_SHOWN = 5
COLLEAGUES_SHOWN = 100
RESPONSES_SHOWN = 200
CATEGORIES_SHOWN = 100
METADATA_SHOWN = 8
LONGEST_LABEL, LONGEST_VALUE = 40, 200


def session_of(conversation: Conversation, actor: Actor) -> ChatSession | None:
    """The chat that a conversation is; None on other channels."""
    if conversation.visitor_id is None:
        return None
    found = ChatSession.objects.visible_to(actor).with_people().filter(pk=conversation.pk).first()
    if found is not None:
        found.conversation = conversation
    return found


@dataclass(frozen=True)
class Chat:
    """A chat and what belongs to it, each asked for when the page shows it, in one query."""

    session: ChatSession
    actor: Actor

    @cached_property
    def context(self) -> dict[str, Any]:
        return context_of(self.session)

    @property
    def metadata(self) -> list[tuple[str, str]]:
        """What the website said of this chat (`page_url`, `browser` …), the first 8 as label and
        text. It is the customer's word: nothing of it is a link."""
        said = [
            (label_of(name), str(value)[:LONGEST_VALUE])
            for name, value in self.session.metadata.items()
            if isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
        ]
        return said[:METADATA_SHOWN]

    @cached_property
    def position(self) -> int | None:
        return self.session.queue_position

    @cached_property
    def earlier(self) -> list[ChatSession]:
        """Their last chats before this one."""
        theirs = ChatSession.objects.visible_to(self.actor).with_people()
        before = theirs.filter(
            conversation__visitor=self.session.conversation.visitor_id, pk__lt=self.session.pk
        )
        return list(before.order_by("-pk")[:EARLIER_SHOWN])

    @cached_property
    def tickets(self) -> list[Ticket]:
        """Their last tickets, this chat's first."""
        theirs = Ticket.objects.visible_to(self.actor).in_rows()
        found = theirs.filter(visitor=self.session.conversation.visitor_id)
        return list(found.exclude(conversation=self.session.pk)[:EARLIER_SHOWN])

    @cached_property
    def ticket(self) -> Ticket | None:
        """What became of this chat."""
        theirs = Ticket.objects.visible_to(self.actor).in_rows()
        return theirs.filter(conversation=self.session.pk).first()

    @cached_property
    def colleagues(self) -> list[dict[str, Any]]:
        """To whom it may be given, with status and slots."""
        team = User.objects.team().filter(company=self.session.company_id)
        others = team.exclude(pk=self.session.conversation.agent_id or 0)
        return workloads_data(others.order_by("first_name", "last_name", "pk")[:COLLEAGUES_SHOWN])

    @cached_property
    def responses(self) -> list[CannedResponse]:
        """The own and the shared ones, by title, without their texts."""
        known = CannedResponse.objects.visible_to(self.actor).filter(
            company=self.session.company_id
        )
        return list(known.defer("content")[:RESPONSES_SHOWN])

    @cached_property
    def categories(self) -> list[TicketCategory]:
        known = TicketCategory.objects.visible_to(self.actor)
        return list(known.filter(company=self.session.company_id)[:CATEGORIES_SHOWN])

    @property
    def ticket_priorities(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in TicketPriority.choices]


def label_of(name: str) -> str:
    """`Page url` of `page_url`."""
    words = " ".join(name.replace("_", " ").split())
    return (words[:1].upper() + words[1:])[:LONGEST_LABEL] or "–"
