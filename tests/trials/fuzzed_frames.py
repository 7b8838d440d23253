"""What a broken, hostile or honest client may send through the dashboard's WebSocket."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from handoff.realtime.dialects.dashboard.requests import MAX_FRAME_BYTES

Payload = str | bytes | list[str]
Fields = dict[str, Any]

NOTHING = object()


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame, and the `request_id` that its answer must bear (NOTHING: that is left open)."""

    payload: Payload
    request_id: object = NOTHING
    is_too_large: bool = False


TYPES = ["get_stopped_customers", "assign_agent", "unassign_agent", "send_message", "ping"]
WORDS = ["", " ", "Hello", "ünï 🙂 코드", "<b>&amp;</b>\n\t", "\u2028\u202e", "a" * 10_000]
ODD_TEXTS = ["\0", "x\0y", "a" * 10_001, "a" * 101, "../..", "1" * 400, "\ufeff", "%00"]
NUMBERS = [0, -1, 1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, 0.1, -0.0, 1e308, 5e-324]
# Python writes NaN and Infinity, which no JSON reader has to take.
NO_NUMBERS = [float("nan"), float("inf"), float("-inf")]
BRANCHES: list[Any] = [[], {}, [[]], [None], {"": {}}, {"a": [1, {"b": None}]}, ["x"] * 50]
GOOD_IDS: list[Any] = ["", "r-1", "x" * 200, 0, 7, -3, 2**53, 1.5, "🙂", "\u0000"]
BAD_IDS: list[Any] = [True, [], {}, "x" * 201, ["r"], {"r": 1}, False]


class Client:
    """Makes one client's frames, the same ones for the same random numbers."""

    def __init__(self, random: Random, page_id: str, customer_ids: list[str]) -> None:
        self.random = random
        self.page_id = page_id
        self.customer_ids = customer_ids
        kinds: list[tuple[Callable[[], Sent], int]] = [
            (self.good, 30), (self.wrong_field, 30), (self.wrong_frame, 10), (self.broken, 10),
            (self.noise, 5), (self.binary, 4), (self.nested, 4), (self.odd_id, 6),
            (self.at_the_bound, 1),
        ]  # fmt: skip
        self.kinds = [kind for kind, _ in kinds]
        self.weights = [weight for _, weight in kinds]

    def frame(self) -> Sent:
        (make,) = self.random.choices(self.kinds, self.weights)
        sent = make()
        if isinstance(sent.payload, str) and self.random.random() < 0.1:
            return Sent(self.in_pieces(sent.payload), sent.request_id, sent.is_too_large)
        return sent

    def in_pieces(self, text: str) -> list[str]:
        """The same message as several WebSocket frames."""
        cuts = sorted(self.random.randrange(len(text) + 1) for _ in range(3))
        return [text[: cuts[0]], text[cuts[0] : cuts[1]], text[cuts[1] : cuts[2]], text[cuts[2] :]]

    def good(self) -> Sent:
        """A request that a client would make, in either shape."""
        return self.shaped(*self.deed())

    def deed(self) -> tuple[str, Fields]:
        kind = self.random.choice(TYPES)
        if kind == "ping":
            return kind, {}
        if kind == "get_stopped_customers":
            return kind, {"limit": self.random.randrange(1, 20), "skip": self.random.randrange(5)}
        whom = {"customer_id": self.random.choice(self.customer_ids), "page_id": self.page_id}
        if kind == "assign_agent" and self.random.random() < 0.3:
            whom["agent_name"] = self.random.choice(["", "Al", "Ünï"])
        if kind == "send_message":
            return kind, {
                **whom,
                "message": self.random.choice(["Hello", "ünï 🙂 코드", "<b>\n"]),
                "client_id": f"c-{self.random.randrange(10**6)}",
            }
        return kind, whom

    def shaped(self, kind: str, fields: Fields) -> Sent:
        envelope: Fields = {"type": kind}
        request_id: object = NOTHING
        if self.random.random() < 0.7:
            request_id = envelope["request_id"] = self.random.choice(GOOD_IDS)
        whole = {**envelope, "data": fields} if self.random.random() < 0.5 else envelope | fields
        # Half a surrogate pair can be written in JSON, but not be sent as UTF-8.
        plain = self.random.random() < 0.5 and "\\ud" not in json.dumps(whole)
        return Sent(json.dumps(whole, ensure_ascii=not plain), request_id)

    def wrong_field(self) -> Sent:
        """One value is of another type, out of bounds, missing, or one too many."""
        kind, fields = self.deed()
        fields = {**fields, "page_id": fields.get("page_id", self.page_id)}
        name = self.random.choice([*fields, "resume_bot", "from_bot", "limit", "agent_name"])
        if self.random.random() < 0.15:
            fields.pop(name, None)
        else:
            fields[name] = self.value()
        return self.shaped(kind, fields)

    def value(self) -> Any:
        kinds: list[list[Any]] = [
            WORDS, ODD_TEXTS, NUMBERS, NO_NUMBERS, BRANCHES, [None, True, False],
            ["\ud800", "\udfff\ud800", "x\ud83d"],
        ]  # fmt: skip
        return self.random.choice(self.random.choice(kinds))

    def wrong_frame(self) -> Sent:
        """JSON, but no request: another type of frame, of `type` or of `data`."""
        value = self.value()
        frames: list[Any] = [
            value, [value], {"type": value}, {"type": "ping", "data": value}, {"data": {}},
            {"type": f"no_such_{self.random.randrange(99)}", "data": {"x": value}},
            {"type": ["ping"]}, {"TYPE": "ping"}, {"type": "Ping"}, {}, [], "ping", 7, None,
        ]  # fmt: skip
        return Sent(json.dumps(self.random.choice(frames)))

    def broken(self) -> Sent:
        """A request that was cut, or in which letters changed, came or went."""
        text = str(self.good().payload)
        for _ in range(self.random.randrange(1, 4)):
            at = self.random.randrange(len(text) + 1)
            match self.random.randrange(3):
                case 0:
                    text = text[:at]
                case 1:
                    text = text[:at] + self.random.choice('{}[]",:\\\0\x1b0e+') + text[at:]
                case _:
                    text = text[:at] + text[at + 1 :]
        return Sent(text)

    def noise(self) -> Sent:
        raw = self.random.randbytes(self.random.randrange(60))
        return Sent(raw.decode("utf-16-le", "ignore") if self.random.random() < 0.5 else "")

    def binary(self) -> Sent:
        if self.random.random() < 0.3:
            return Sent(str(self.good().payload).encode())
        return Sent(self.random.randbytes(self.random.randrange(200)))

    def nested(self) -> Sent:
        depth = self.random.choice([10, 500, 1_000, 1_025, 20_000])
        opening, closing = self.random.choice([("[", "]"), ('{"a":', "}")])
        knot = opening * depth + "1" + closing * depth
        if self.random.random() < 0.3:
            return Sent(knot)
        name = self.random.choice(["data", "message", "page_id", "request_id", "type"])
        return Sent(f'{{"type": "send_message", "{name}": {knot}}}')

    def odd_id(self) -> Sent:
        numbers = ["1e999", "-1e999", "9" * 300, "1e-999", "NaN", "-0", "0.1e1"]
        if self.random.random() < 0.5:
            return Sent(f'{{"type": "ping", "request_id": {self.random.choice(numbers)}}}')
        kind, fields = self.deed()
        return Sent(json.dumps({"type": kind, **fields, "request_id": self.random.choice(BAD_IDS)}))

    def at_the_bound(self) -> Sent:
        """A frame of as many bytes as are allowed, and one of a byte more."""
        letter = self.random.choice(["x", "ü", "한"])
        over = self.random.choice([0, 1, 5_000])
        frame = '{"type": "ping", "x": "%s"}'
        room = MAX_FRAME_BYTES - len(frame) + 2 + over
        count, rest = divmod(room, len(letter.encode()))
        return Sent(frame % (letter * count + "x" * rest), NOTHING, is_too_large=over > 0)
