"""What customers do without saying anything: reactions to a message, coming by a link or an ad.

Shapes: Messenger Platform, "Webhook events" (message_reactions, messaging_referrals), read in
November 2026. A reaction has `action` (`react`, `unreact`), `mid`, `emoji` and its name; the emoji
may be missing where the name says enough. `ref` has 2,083 characters at most, of which we keep
250.
"""

from __future__ import annotations

from conversations.connectors.messenger.reading import Fields, Malformed, text_of, word_of
from conversations.referrals import Referral

LONGEST_EMOJI = 32
LONGEST_REF = 250
LONGEST_NAME = 64

EMOJI = {
    "smile": "😆",
    "angry": "😠",
    "sad": "😢",
    "wow": "😮",
    "love": "❤️",
    "like": "👍",
    "dislike": "👎",
}


def emoji_of(reaction: Fields) -> str:
    """The emoji that stands on the message from now on; empty if it was taken away."""
    match text_of(reaction, "action"):
        case "unreact":
            return ""
        case "react":
            emoji = text_of(reaction, "emoji").strip()
            emoji = emoji or EMOJI.get(text_of(reaction, "reaction"), "")
            if 0 < len(emoji) <= LONGEST_EMOJI:
                return emoji
            raise Malformed(f"emoji is not a text of 1 to {LONGEST_EMOJI} characters")
        case _:
            raise Malformed("action is neither react nor unreact")


def referral_in(fields: Fields) -> Referral | None:
    """The `referral` of a message, a postback or an item; None where it says nothing we keep or
    cannot be read: that must not cost what the customer said."""
    raw = fields.get("referral")
    if not isinstance(raw, dict):
        return None
    referral = Referral(
        source=word_of(raw, "source", LONGEST_NAME),
        type=word_of(raw, "type", LONGEST_NAME),
        ref=word_of(raw, "ref", LONGEST_REF),
        ad_id=word_of(raw, "ad_id", LONGEST_NAME),
    )
    return referral if referral.source or referral.ref or referral.ad_id else None
