"""Which conversations: whose they are, and in what state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.models.vocabulary import Channel, Owner
from handoff.actor import Actor
from handoff.tenancy import TeamQuerySet

if TYPE_CHECKING:
    from conversations.models.conversation import Conversation


class ConversationQuerySet(TeamQuerySet["Conversation"]):
    def visible_to(self, actor: Actor) -> ConversationQuerySet:
        """All of the company for its team; exactly their own for participants."""
        return super().visible_to(actor) if actor.is_team else self.of_participant(actor)

    def of_participant(self, actor: Actor) -> ConversationQuerySet:
        """Those in which this actor is the one who writes from outside; none for others."""
        if actor.company_id is None:
            return self.none()
        own = self.filter(company_id=actor.company_id)
        visitor_id, guest_id = actor.participant_id("visitor"), actor.participant_id("guest")
        if visitor_id is not None:
            return own.filter(visitor_id=visitor_id)
        return own.none() if guest_id is None else own.filter(guest_id=guest_id)

    def with_people(self) -> ConversationQuerySet:
        """With everything that the shapes in `serializers` show, in one query."""
        return self.select_related("company", "agent", "customer__page", "visitor", "guest__room")

    def hold(self) -> Conversation | None:
        """The first of these with its people, locked until the transaction ends; None where there
        is none.

        Read in a second statement, behind the lock: so nothing of it is older than what whoever
        held it before has left, customer and agent included.
        """
        held = list(
            self.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)[:1]
        )
        return self.model.objects.with_people().get(pk=held[0]) if held else None

    def rooms(self) -> ConversationQuerySet:
        return self.filter(channel=Channel.ROOM)

    def messenger(self) -> ConversationQuerySet:
        return self.filter(channel=Channel.MESSENGER)

    def stopped(self) -> ConversationQuerySet:
        """Where the bot is silent: a person is wanted or answers."""
        return self.exclude(owner=Owner.BOT)

    def active_chats(self) -> ConversationQuerySet:
        """Open website chats that an agent has: what fills his slots."""
        return self.filter(channel=Channel.CHAT, owner=Owner.AGENT, closed_at=None)

    def waiting(self) -> ConversationQuerySet:
        """Where a person is wanted and none has come, longest wait first."""
        return self.filter(owner=Owner.NOBODY, closed_at=None).order_by("owner_since", "pk")
