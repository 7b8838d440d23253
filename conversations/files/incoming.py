"""A file that is not here yet."""

from dataclasses import dataclass

from conversations.models.attachment import AttachmentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that a customer sent: what it is said to be, and where it lies for the time being."""

    kind: AttachmentKind
    url: str
    name: str
