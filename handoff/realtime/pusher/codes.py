"""Numbers of Pusher's protocol: why a connection ends, or a frame is refused.

Clients do by the hundreds: 40xx never come back, 41xx come back after a second, 42xx at once; 43xx
refuse one frame, and the connection stays open.
"""

from __future__ import annotations

from typing import ClassVar

from handoff.errors import HandoffError
from handoff.realtime.outlet import Ending

UNANSWERED = (4201, "No answer to our ping")
CLOSES: dict[Ending, tuple[int, str]] = {
    Ending.RESUME: (4200, "Too slow: connect again"),
    Ending.SIGNED_OUT: (4200, "Rights have ended: connect again"),
    Ending.RESTART: (4100, "The server starts again"),
    Ending.FAULT: (4100, "Something went wrong on our side"),
    Ending.UNANSWERED: UNANSWERED,
}
"""Close code and reason of each ending."""


class Refused(HandoffError):
    """A connection that is not let in: an error with its number, then a close with the same."""

    number: ClassVar[int] = 4009


class UnknownKey(Refused):
    code, number, sentence = "unknown_app", 4001, "There is no application with this key"


class UnknownPath(Refused):
    code, number, sentence = "unknown_path", 4005, "Connect to /app/ and the application's key"


class OddProtocol(Refused):
    code, number, sentence = "odd_protocol", 4006, "The protocol's version must be a number"


class UnknownProtocol(Refused):
    code, number, sentence = "unknown_protocol", 4007, "Protocols 5, 6 and 7 are spoken here"


class NoProtocol(Refused):
    code, number, sentence = "no_protocol", 4008, "Name the protocol's version: ?protocol=7"


class OverCapacity(Refused):
    code, number = "over_capacity", 4100


class FrameRefused(HandoffError):
    """A frame that changes nothing; the connection stays open."""

    number: ClassVar[int | None] = None


class Unreadable(FrameRefused):
    code, sentence = "unreadable", "This is no frame of Pusher's protocol"


class EventRefused(FrameRefused):
    """A client's event that is relayed to nobody."""

    code, number, sentence = "event_refused", 4301, "This event is not relayed"


class SubscriptionRefused(HandoffError):
    """What a client is told as `pusher:subscription_error`; `kind` is its `type`."""

    code, status, sentence = "subscription_refused", 401, "The subscription was refused"
    kind: ClassVar[str] = "AuthError"


class BadSignature(SubscriptionRefused):
    code, sentence = "bad_signature", "The signature of this subscription is not valid"


class OddChannel(SubscriptionRefused):
    code, status, kind = "odd_channel", 400, "InvalidChannel"
    sentence = "A channel's name has 1 to 164 of the characters a-z A-Z 0-9 - _ = @ , . ;"


class OddMember(SubscriptionRefused):
    code, status, kind = "odd_member", 400, "InvalidMember"
    sentence = "channel_data must be a JSON object with a user_id"


class TooMany(SubscriptionRefused):
    code, status, kind = "too_many", 413, "LimitReached"
