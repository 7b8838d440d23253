"""A conversation and the one who answers in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conversations.models.conversation_query_set import ConversationQuerySet
from conversations.models.record import Deed, HandoffRecord
from conversations.models.vocabulary import Channel, Owner, Policy
from customers.models import Customer, Guest, Visitor
from handoff import topics
from handoff.actor import Actor
from handoff.errors import Conflict

if TYPE_CHECKING:
    from handoff.accounts.models import User


LONGEST_PAUSE = timedelta(days=7)


class OwnerChanged(Conflict):
    """Somebody changed the owner between our look and our deed."""

    code = "owner_changed"


class Conversation(models.Model):
    """One conversation on any channel.

    `epoch` counts the changes of owner; each change names the epoch it was decided on, so that of
    two deeds decided on the same view only one happens. `record_hash` is the end of the chain of
    handoff records. While nobody comes, `reminders` counts how often the team was told again, and
    `remind_at` is when it is told next. `last_seq` numbers the messages. `updated_at` moves with
    every message and with nothing else (contract README, "Requests and replies").

    Whose it is: `customer` on Messenger, which has one conversation with each; `visitor` in a
    website chat, of which one may have several; `guest` in a hotel room, one for each stay.
    `client_id` is made by the visitor's client: opened twice with the same, it is opened once. What
    a chat adds (subject, priority, skills) hangs one-to-one on this row. Closed is closed for good:
    owner and agent stay as they were.

    In rooms, `staff_read_seq` and `guest_read_seq` are the messages up to which each side has read.
    """

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="conversations"
    )
    channel = models.CharField(max_length=20, choices=Channel)
    policy = models.CharField(max_length=20, choices=Policy, default=Policy.EXCLUSIVE)
    customer = models.OneToOneField(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="conversation"
    )
    visitor = models.ForeignKey(
        Visitor, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    guest = models.OneToOneField(
        Guest, on_delete=models.PROTECT, null=True, blank=True, related_name="conversation"
    )
    client_id = models.CharField(max_length=100, blank=True)

    owner = models.CharField(max_length=20, choices=Owner)
    owner_since = models.DateTimeField(default=timezone.now)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conversations",
    )
    agent_name = models.CharField(max_length=250, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    epoch = models.PositiveBigIntegerField(default=0)
    record_hash = models.CharField(max_length=64, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True, blank=True)

    last_seq = models.PositiveBigIntegerField(default=0)
    staff_read_seq = models.PositiveBigIntegerField(default=0)
    guest_read_seq = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(owner="agent", agent__isnull=False)
                | (~Q(owner="agent") & Q(agent__isnull=True, agent_name="")),
                name="conversation_agent_exactly_if_owner",
            ),
            models.CheckConstraint(
                condition=Q(owner="bot", stopped_at__isnull=True)
                | (~Q(owner="bot") & Q(stopped_at__isnull=False)),
                name="conversation_stopped_exactly_if_not_bot",
            ),
            models.CheckConstraint(
                condition=~Q(channel="messenger") | Q(customer__isnull=False),
                name="conversation_messenger_has_customer",
            ),
            models.CheckConstraint(
                condition=~Q(channel="chat") | Q(visitor__isnull=False),
                name="conversation_chat_has_visitor",
            ),
            models.CheckConstraint(
                condition=~Q(channel="room") | Q(guest__isnull=False, policy="open"),
                name="conversation_room_has_guest_and_is_open",
            ),
            models.UniqueConstraint(
                fields=["visitor", "client_id"],
                condition=~Q(client_id=""),
                name="conversation_client_id_unique_of_visitor",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "owner", "updated_at"], name="conversation_by_owner"),
            models.Index(fields=["company", "-updated_at"], name="conversation_latest"),
            models.Index(fields=["agent", "-updated_at"], name="conversation_of_agent"),
            models.Index(
                fields=["owner", "company"],
                condition=Q(closed_at__isnull=True),
                name="conversation_open_by_owner",
            ),
            models.Index(
                fields=["company", "-closed_at"],
                condition=Q(closed_at__isnull=False),
                name="conversation_closed_latest",
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="conversation_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}: {self.contact_name}"

    @property
    def stop(self) -> bool:
        """The contract's word for: the bot is silent."""
        return self.owner != Owner.BOT

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def contact_name(self) -> str:
        """Whom we talk to, in words."""
        contact = self.customer or self.visitor or self.guest
        return contact.shown_name if contact else f"Conversation {self.pk}"

    @property
    def participant(self) -> str:
        """Who writes from outside and acts for himself, as actors name it; nobody on Messenger."""
        if self.guest_id is not None:
            return f"guest:{self.guest_id}"
        return f"visitor:{self.visitor_id}" if self.visitor_id is not None else ""

    @property
    def assigned_at(self) -> datetime | None:
        return self.owner_since if self.owner == Owner.AGENT else None

    @property
    def team_topics(self) -> list[str]:
        """Where news for the team goes."""
        return [topics.team(self.company_id)]

    @property
    def shared_topics(self) -> list[str]:
        """Where news that both sides may hear goes."""
        return [topics.team(self.company_id), topics.conversation(self.pk)]

    @property
    def is_overdue(self) -> bool:
        """A person is wanted, and nobody came in the time that the page allows."""
        return self.owner == Owner.NOBODY and self.reminders > 0

    def reminder_after(self, since: datetime, reminders: int) -> datetime | None:
        """When the team is told again: `unclaimed_after_seconds` of the page after the wait began
        (`since`), then (after so many reminders) twice, four times as long. None: never."""
        seconds = self.customer.page.unclaimed_after_seconds if self.customer else None
        if not seconds:
            return None
        factor: int = 2 ** min(reminders, 20)
        return since + min(timedelta(seconds=seconds * factor), LONGEST_PAUSE)

    @property
    def unread_count(self) -> int:
        """How many messages of its guest the staff has not read. Asks the database: lists do it
        once for all rows (`conversations.unread.with_unread`)."""
        said = self.messages.filter(author="customer", seq__gt=self.staff_read_seq)
        return said.count()

    def is_held_by(self, actor: Actor) -> bool:
        return self.owner == Owner.AGENT and self.agent_id == actor.user_id

    def pass_to(
        self, owner: Owner, *, deed: Deed, by: Actor, agent: User | None = None,
        agent_name: str = "", reason: str = "",
    ) -> None:  # fmt: skip
        """Change who answers, if nobody has since this row was read; write the record of it.

        One UPDATE that names owner and epoch. Raises `OwnerChanged` if it changed no row; then
        nothing has happened, and the caller reads the row again before it judges anew.
        """
        now = timezone.now()
        record = HandoffRecord.of_change(
            self, to_owner=owner, to_agent=agent, deed=deed, by=by, reason=reason, at=now
        )
        after = {
            "owner": owner,
            "owner_since": now,
            "agent": agent,
            "agent_name": agent_name if agent else "",
            "stopped_at": None if owner == Owner.BOT else self.stopped_at or now,
            "reminders": 0,
            "remind_at": self.reminder_after(now, 0) if owner == Owner.NOBODY else None,
        }
        self._change(record, after)

    def close(self, *, by: Actor, reason: str = "") -> None:
        """Close it for good, if nobody has changed its owner since this row was read.

        Owner and agent stay, as the last who answered. Raises `OwnerChanged` like `pass_to`.
        """
        now = timezone.now()
        record = HandoffRecord.of_change(
            self, to_owner=Owner(self.owner), to_agent=self.agent, deed=Deed.CLOSED, by=by,
            reason=reason, at=now,
        )  # fmt: skip
        self._change(record, {"closed_at": now, "reminders": 0, "remind_at": None})

    def rename_agent(self, agent_name: str) -> None:
        """Change only the name that others see. Raises `OwnerChanged` if the agent lost it."""
        self._update({"agent_name": agent_name})
        self.reload()

    def next_seq(self, *, at: datetime) -> int:
        """Take the next message number, if the owner is still the one we saw.

        Holding this row until the commit, the message that is inserted next is written under the
        rule that allowed it. Raises `OwnerChanged` if the row, which must have been held, changed
        since we read it.
        """
        next_seq, updated_at = self.last_seq + 1, max(self.updated_at, at)
        self._update({"last_seq": next_seq, "updated_at": updated_at}, last_seq=self.last_seq)
        self.last_seq, self.updated_at = next_seq, updated_at
        return next_seq

    def _change(self, record: HandoffRecord, after: dict[str, Any]) -> None:
        self._update({**after, "record_hash": record.hash, "epoch": record.epoch})
        record.save(force_insert=True)
        self.reload()

    def _update(self, after: dict[str, Any], **seen: Any) -> None:
        """One UPDATE that names the owner and the epoch we saw, and what else was `seen`. Raises
        `OwnerChanged` where somebody has changed that since, or closed it."""
        as_seen = Conversation.objects.filter(
            pk=self.pk, owner=self.owner, epoch=self.epoch, closed_at=None, **seen
        )
        if not as_seen.update(**after):
            raise OwnerChanged

    def reload(self) -> None:
        """Read row, agent and customer anew. Behind our own UPDATE nobody else changes them, so
        news that is shaped from them shows no older state than the news before it."""
        self.refresh_from_db(from_queryset=Conversation.objects.with_people())
