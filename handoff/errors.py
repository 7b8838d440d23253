"""How we say no.

Actions raise; nothing returns an error. A class carries its own code, status and sentence; this
file alone maps them to each protocol. A stranger gets `NotFound`, never `Forbidden`.

Shapes (contract README, "Values"): REST `{"error": "<sentence>", "details"?: {field: [why]}}`;
WebSocket `{"type": "error", "error", "code", "details"?, "request_id"?}` without `data`; Socket.IO
acknowledgements `{"success": false, "error", "code", "details"?}`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

Details = Mapping[str, Sequence[str]]


class HandoffError(Exception):
    """A refusal that a client may read. `details` names the fields at fault."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "The request was refused"

    def __init__(self, sentence: str = "", *, details: Details | None = None) -> None:
        self.text = sentence or self.sentence
        self.details = details
        super().__init__(self.text)


class Invalid(HandoffError):
    code, status, sentence = "invalid", 400, "The request is not valid"


class NotAuthenticated(HandoffError):
    code, status, sentence = "not_authenticated", 401, "Authentication required"


class Forbidden(HandoffError):
    code, status, sentence = "forbidden", 403, "You may not do this"


class NotFound(HandoffError):
    code, status, sentence = "not_found", 404, "Not found"


class Conflict(HandoffError):
    code, status, sentence = "conflict", 409, "Somebody else changed this at the same moment"


class Gone(HandoffError):
    """What was asked for is no longer kept; `cursor` is where a client can begin anew."""

    code, status, sentence = "gone", 410, "This is no longer kept"

    def __init__(self, sentence: str = "", *, cursor: int) -> None:
        super().__init__(sentence)
        self.cursor = cursor


class TooLarge(HandoffError):
    code, status, sentence = "too_large", 413, "The request is too large"


class Unprocessable(HandoffError):
    code, status, sentence = "unprocessable", 422, "This cannot be done"


class Internal(HandoffError):
    code, status, sentence = "internal", 500, "Something went wrong on our side"


class Unavailable(HandoffError):
    code, status, sentence = "unavailable", 503, "Not possible at the moment, try again"


def sentence_from(details: Details) -> str:
    """One sentence for field errors: the first one's own words, led by its name if needed."""
    for field, reasons in details.items():
        for reason in reasons:
            if reason.startswith("This "):
                return f"{field}: {reason[0].lower()}{reason[1:]}"
            return reason
    return Invalid.sentence


def to_rest(error: HandoffError) -> dict[str, Any]:
    """The body of a REST answer; its status is `error.status`."""
    body: dict[str, Any] = {"error": error.text}
    if error.details:
        body["details"] = error.details
    if isinstance(error, Gone):
        body["cursor"] = error.cursor
    return body


def to_websocket(error: HandoffError, *, request_id: object = None) -> dict[str, Any]:
    """An error frame of the dashboard's WebSocket."""
    frame: dict[str, Any] = {"type": "error", "error": error.text, "code": error.code}
    if error.details:
        frame["details"] = error.details
    if request_id is not None:
        frame["request_id"] = request_id
    return frame


def to_socketio(error: HandoffError) -> dict[str, Any]:
    """An acknowledgement that says no (contract README, "Document 4")."""
    ack: dict[str, Any] = {"success": False, "error": error.text, "code": error.code}
    if error.details:
        ack["details"] = error.details
    return ack
