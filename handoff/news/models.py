"""The log of events, one gapless stream per company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from django.db import connection, models


class Position(NamedTuple):
    """Where a stream stands after it was advanced."""

    last_seq: int
    is_followed: bool


class StreamManager(models.Manager["Stream"]):
    def advance(self, company_id: int, count: int) -> Position:
        """Take the next `count` numbers; the last of them, and whether the stream is followed.

        The row stays locked until the transaction ends, so numbers appear in commit order and
        without gaps. Therefore this is the last lock that an action takes.
        """
        sql = (
            "UPDATE news_stream SET last_seq = last_seq + %s WHERE company_id = %s "
            "RETURNING last_seq, is_followed"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [count, company_id])
            row = cursor.fetchone()
            if row is None:
                self.begin(company_id)
                cursor.execute(sql, [count, company_id])
                row = cursor.fetchone()
        return Position(int(row[0]), bool(row[1]))

    def begin(self, company_id: int) -> None:
        """Make sure that there is one."""
        self.bulk_create([Stream(company_id=company_id)], ignore_conflicts=True)

    def lock(self, company_id: int) -> Stream:
        """The stream, locked until the transaction ends: no news of the company passes meanwhile.
        The last lock that an action takes."""
        self.begin(company_id)
        return self.select_for_update().get(pk=company_id)

    def heads(self, company_ids: Sequence[int]) -> dict[int, int]:
        """The newest number of each of these companies; 0 where nothing has happened yet."""
        known = dict(self.filter(company_id__in=company_ids).values_list("company_id", "last_seq"))
        return {company_id: known.get(company_id, 0) for company_id in company_ids}


class Stream(models.Model):
    """How far the news of a company has come.

    `is_followed`: somebody wants its news in the transaction that stores them
    (`emitting.while_storing`). It stands here because every deed with news has this row in hand:
    knowing that nobody follows costs no query.
    """

    company = models.OneToOneField(
        "accounts.Company", on_delete=models.CASCADE, primary_key=True, related_name="stream"
    )
    last_seq = models.BigIntegerField(default=0)
    is_followed = models.BooleanField(default=False, db_default=False, editable=False)

    objects: ClassVar[StreamManager] = StreamManager()

    def __str__(self) -> str:
        return f"news of company {self.company_id} up to {self.last_seq}"


class EventQuerySet(models.QuerySet["Event"]):
    def after(self, company_id: int, seq: int) -> EventQuerySet:
        """What happened in a company after this number, oldest first."""
        return self.filter(company_id=company_id, seq__gt=seq).order_by("seq")


class Event(models.Model):
    """One piece of news. `payload` holds JSON values only; `topics` says who may hear it."""

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.CASCADE, related_name="+", db_index=False
    )  # the constraint's index serves it
    seq = models.BigIntegerField()
    conversation_id = models.BigIntegerField(null=True)
    type = models.CharField(max_length=50)
    payload = models.JSONField()
    topics = models.JSONField()
    created_at = models.DateTimeField(db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "seq"], name="event_company_seq_unique")
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.company_id}/{self.seq}"
