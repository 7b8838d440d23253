"""What Messenger's webhooks say, as types. Times are UTC here.

Shapes: Messenger Platform, "Webhook events" (messages, message_echoes, message_deliveries,
message_reads, message_reactions, messaging_postbacks, messaging_referrals), read in November
2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conversations.files.incoming import Incoming
from conversations.referrals import Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something happened between a page and one of its customers."""

    page_id: str
    customer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerText(Item):
    """A customer wrote, or pressed a button; then `text` is what stands on the button, and
    `payload` what it says to programs. `referral`: by which link or ad they came just
    now. `text` may be empty where `files` are shown."""

    text: str
    provider_id: str
    sent_at: datetime
    files: tuple[Incoming, ...] = ()
    payload: str = ""
    referral: Referral | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(Item):
    """The page said something: we did (`metadata` is ours), or somebody in Facebook's inbox."""

    text: str
    provider_id: str
    metadata: str
    sent_at: datetime
    files: tuple[Incoming, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Item):
    """These messages, and all that were sent before `until`, are on the customer's phone."""

    provider_ids: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Item):
    """The customer has read all that was sent up to `until`."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction(Item):
    """The customer put an emoji on the message `provider_id`, or (empty) took theirs away."""

    provider_id: str
    emoji: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred(Item):
    """The customer came by a link or ad, and has said nothing yet."""

    referral: Referral
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported(Item):
    """Something that is not understood, or none of our business; `what` names it (`optin`)."""

    what: str
