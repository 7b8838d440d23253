"""One document, and the values in it: whatever their types are, something or nothing is read.

Times are whole milliseconds since 1970 in UTC, as MongoDB keeps them.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from bson.datetime_ms import DatetimeMS
from bson.objectid import ObjectId
from bson.timestamp import Timestamp

from handoff.management.mongo.reasons import Reason
from handoff.management.mongo.report import Effect, Remark

START = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST_MS = 946_684_800_000  # 2000-01-01: before that there was no Facebook, only broken clocks
GO_ZERO_MS = -62_135_596_800_000  # year 1: a time that was never set, as Go stores it
DAY_MS = 24 * 60 * 60 * 1000
SECONDS_END = 100_000_000_000  # numbers below are seconds (until the year 5138), above milliseconds

LONGEST_EXAMPLE = 80
# Never shown in a report: secrets, and what people wrote.
PRIVATE = frozenset(
    {"password", "password_hash", "page_access_token", "access_token", "message", "text"}
    | {"last_message"}
)


class LeftOut(Exception):
    """This document does not come over. `remark` says why."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.reason)
        self.remark = remark


class Document:
    """A document of a collection. What is amiss with its values collects in `remarks`.

    Each reading method takes the names a field may have, the contract's first, and reads the first
    that holds something.
    """

    def __init__(self, collection: str, number: int, fields: dict[str, Any]) -> None:
        self.collection = collection
        self.number = number
        self.fields = fields
        self.remarks: list[Remark] = []
        self.asked_for = {"_id", "__v"}

    @property
    def source_id(self) -> str:
        """The document's `_id` as text; empty if it has none."""
        identity = self.fields.get("_id")
        return "" if identity is None else str(identity)[:200]

    @property
    def made_ms(self) -> int | None:
        """The moment in an ObjectId."""
        identity = self.fields.get("_id")
        if not isinstance(identity, ObjectId):
            return None
        return _reasonable(_since_1970(identity.generation_time))

    @property
    def fields_not_read(self) -> set[str]:
        return set(self.fields) - self.asked_for

    def has(self, *names: str) -> bool:
        """Whether one of these fields holds anything."""
        return bool(self._values(names))

    def remark(self, reason: Reason, field: str = "") -> None:
        self.remarks.append(self._remark(reason, Effect.CHANGED, field))

    def leave_out(self, reason: Reason, field: str = "") -> NoReturn:
        raise LeftOut(self._remark(reason, Effect.LEFT_OUT, field))

    def identifier(self, *names: str, longest: int = 64) -> str:
        """An id: text, a whole number or an ObjectId. Empty if there is none."""
        for name, value in self._values(names):
            if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
                value = int(value)  # JavaScript's numbers
            if isinstance(value, str | int | ObjectId) and not isinstance(value, bool):
                text = str(value).replace("\0", "").strip()
                if len(text) <= longest:
                    return text
            self.remark(Reason.WRONG_TYPE, name)
        return ""

    def needed_identifier(self, *names: str) -> str:
        return self.identifier(*names) or self.leave_out(Reason.FIELD_MISSING, names[0])

    def text(self, *names: str, longest: int) -> str:
        for name, value in self._values(names):
            if not isinstance(value, str):
                self.remark(Reason.WRONG_TYPE, name)
                continue
            if "\0" in value:  # PostgreSQL stores none
                self.remark(Reason.NUL_REMOVED, name)
                value = value.replace("\0", "")
            if len(value) > longest:
                self.remark(Reason.TEXT_CUT, name)
                value = value[:longest]
            return value
        return ""

    def whole_number(self, *names: str) -> int | None:
        """A count: not negative, and not larger than a column takes."""
        for name, value in self._values(names):
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
                return int(value)
            self.remark(Reason.WRONG_TYPE, name)
        return None

    def flag(self, *names: str) -> bool | None:
        for name, value in self._values(names):
            if isinstance(value, bool):
                return value
            known = {"true": True, "false": False, "1": True, "0": False}
            read = known.get(str(value).lower()) if isinstance(value, str | int) else None
            if read is not None:
                return read
            self.remark(Reason.WRONG_TYPE, name)
        return None

    def moment(self, *names: str) -> int | None:
        """A time: BSON's, ISO 8601 (UTC if it does not say), Unix seconds or milliseconds."""
        for name, value in self._values(names):
            moment = _milliseconds(value)
            if moment == GO_ZERO_MS:
                continue
            if moment is not None and _reasonable(moment) is not None:
                return moment
            self.remark(Reason.TIME_UNREADABLE, name)
        return None

    def _values(self, names: tuple[str, ...]) -> list[tuple[str, Any]]:
        self.asked_for.update(names)
        return [
            (name, self.fields[name]) for name in names if self.fields.get(name) not in (None, "")
        ]

    def _remark(self, reason: Reason, effect: Effect, field: str) -> Remark:
        return Remark(
            self.collection, reason, effect, number=self.number, source_id=self.source_id,
            field=field, value=_shown(field, self.fields.get(field)) if field else "",
        )  # fmt: skip


def _milliseconds(value: Any) -> int | None:
    match value:
        case bool():
            return None
        case datetime():
            return _since_1970(value)
        case DatetimeMS():
            return int(value)
        case Timestamp():
            return value.time * 1000
        case int() | float():
            # NaN and infinity are no times.
            if not abs(value) < 10**17:
                return None
            return int(value * 1000 if abs(value) < SECONDS_END else value)
        case str():
            try:
                moment = datetime.fromisoformat(value.strip())
                return _since_1970(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
            except (ValueError, OverflowError):
                return None
        case _:
            return None


def _since_1970(moment: datetime) -> int:
    return (moment - START) // timedelta(milliseconds=1)


def _reasonable(moment: int) -> int | None:
    """A time since 2000 and not in the future; clocks may differ by a day."""
    return moment if EARLIEST_MS <= moment <= time.time() * 1000 + DAY_MS else None


def at(moment: int) -> datetime:
    """A time in milliseconds as Django takes it."""
    return START + timedelta(milliseconds=moment)


def _shown(field: str, value: Any) -> str:
    """A value in an example; of what is private only its type and size."""
    if value is None:
        return ""
    if field in PRIVATE or isinstance(value, dict | list | bytes):
        size = f", {len(value)} long" if isinstance(value, str | bytes | dict | list) else ""
        return f"({type(value).__name__}{size})"
    text = repr(value[:LONGEST_EXAMPLE] if isinstance(value, str) else value)
    return text if len(text) <= LONGEST_EXAMPLE else text[: LONGEST_EXAMPLE - 1] + "…"
