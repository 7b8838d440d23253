"""By which link, code or ad a customer came.

Sources: Messenger Platform, "messaging_referrals" (read in November 2026).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

LONGEST_SHOWN_REF = 100

CAME_BY = {
    "ADS": ("Came from an ad", "Came from an ad with '{}'"),
    "SHORTLINK": ("Came by a link", "Came by the link '{}'"),
    "MESSENGER_CODE": ("Came by a Messenger code", "Came by the Messenger code '{}'"),
    "CUSTOMER_CHAT_PLUGIN": (
        "Came from the chat on the website",
        "Came from the chat on the website, '{}'",
    ),
    "DISCOVER_TAB": ("Came from Messenger's Discover tab",) * 2,
}
OTHERWISE = ("Came by a link or ad", "Came by '{}'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Facebook's own words, empty where it says nothing.

    `source`: one of `CAME_BY`, or a newer one. `ref`: what whoever made the link wrote into it.
    """

    source: str
    type: str
    ref: str
    ad_id: str


def stored(referral: Referral, *, at: datetime) -> dict[str, str]:
    """As a customer keeps it: the fields, and `at`, ISO 8601 in UTC with `Z`."""
    return {**asdict(referral), "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def restored(row: dict[str, Any]) -> tuple[Referral, datetime] | None:
    """What a customer keeps and when it was; None where they came by none."""
    if not row:
        return None
    fields = {name: row[name] for name in ("source", "type", "ref", "ad_id")}
    return Referral(**fields), datetime.fromisoformat(row["at"])


def words_of(referral: Referral) -> str:
    """`Came by the link 'summer'`, `Came from an ad`."""
    source = "ADS" if referral.ad_id else referral.source
    without, with_ref = CAME_BY.get(source, OTHERWISE)
    ref = " ".join(referral.ref.split())
    if len(ref) > LONGEST_SHOWN_REF:
        ref = f"{ref[: LONGEST_SHOWN_REF - 1]}…"
    return with_ref.format(ref) if ref else without
