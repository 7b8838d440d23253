"""What can go wrong when we ask somebody else, in words for people."""

from __future__ import annotations


class OutgoingFault(Exception):
    """Base of what can go wrong. The text is for people and names no address and no secret."""

    text = "The other side could not be asked"

    def __init__(self) -> None:
        super().__init__(self.text)


class NoAddress(OutgoingFault):
    text = "The address is not one that can be asked"


class PrivateAddress(OutgoingFault):
    text = "The address leads into a private network, which is not allowed here"


class Unreachable(OutgoingFault):
    text = "Could not be reached"


class TimedOut(OutgoingFault):
    text = "Timed out"


class BrokenOff(OutgoingFault):
    text = "The connection broke off"


class TooLong(OutgoingFault):
    text = "The answer was too long"
