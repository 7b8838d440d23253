"""What may be posted to Messenger's webhook: real bodies of every kind, sound and broken."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from conversations.connectors.messenger.webhook import MAX_BODY_BYTES, sign

Fields = dict[str, Any]

DAY_MS = 24 * 3600 * 1000
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, -(10**300), 1.5, 1e308, "", " ", "x\0y",
    "\ud800", "a" * 65, "a" * 256, "ü" * 64, "../..", "a/b", "9" * 400, "🙂", [], {}, [[]], [None],
    {"id": 1}, {"text": "x"}, ["x"] * 600, float("nan"), float("inf"), "page", "true",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """A body and its signature. `texts` are the sound customer messages in it, by `mid`: they must
    be stored if the body is JSON and rightly signed, whatever else stands beside them."""

    body: bytes
    signature: str
    statuses: frozenset[int]
    texts: dict[str, str] = field(default_factory=dict)


class Facebook:
    """Makes posts, the same ones for the same random numbers."""

    def __init__(self, random: Random, name: str, page_id: str, customer_ids: list[str]) -> None:
        self.random = random
        self.name = name
        self.page_id = page_id
        self.customer_ids = customer_ids
        self.count = 0
        self.posted: list[Post] = []
        self.items: list[Callable[[], Fields]] = [
            self.text, self.quick_reply, self.attachment, self.echo, self.echo_of_ours,
            self.delivery, self.read, self.postback, self.reaction, self.referral, self.optin,
            self.handover,
        ]  # fmt: skip
        kinds: list[tuple[Callable[[], Post], int]] = [
            (self.good, 20), (self.among_bad, 35), (self.wrong_batch, 10), (self.truncated, 10),
            (self.badly_signed, 8), (self.doubled_keys, 6), (self.again, 8), (self.no_json, 2),
            (self.too_large, 1),
        ]  # fmt: skip
        self.kinds = [kind for kind, _ in kinds]
        self.weights = [weight for _, weight in kinds]

    def post(self) -> Post:
        (make,) = self.random.choices(self.kinds, self.weights)
        made = make()
        self.posted.append(made)
        return made

    # What happens on Messenger, in its own shapes.

    def between(self, *, by_page: bool = False) -> Fields:
        ends = [{"id": self.random.choice(self.customer_ids)}, {"id": self.page_id}]
        sender, recipient = reversed(ends) if by_page else ends
        return {"sender": sender, "recipient": recipient, "timestamp": self.moment()}

    def moment(self) -> int:
        """Mostly now; also from the future, from years ago, and from the beginning of time."""
        now = int(time.time() * 1000)
        return self.random.choice([now] * 6 + [now + DAY_MS, now - 400 * DAY_MS, 1, 10**14 - 1])

    def mid(self) -> str:
        self.count += 1
        return f"m_{self.name}_{self.count}"

    def text(self) -> Fields:
        words = ["Hello", "ünï 🙂 코드", "I want to speak to a human", "<b>\n\t&", "x" * 10_000]
        message = {"mid": self.mid(), "text": f"{self.random.choice(words)} {self.count}"[-10_000:]}
        return {**self.between(), "message": message}

    def quick_reply(self) -> Fields:
        item = self.text()
        item["message"]["quick_reply"] = {"payload": self.random.choice(["YES", "", "x" * 1000])}
        return item

    def attachment(self) -> Fields:
        kinds = ["image", "video", "audio", "file", "fallback", "template", "location"]
        sent = {"type": self.random.choice(kinds), "payload": {"url": "https://cdn.invalid/1.jpg"}}
        return {**self.between(), "message": {"mid": self.mid(), "attachments": [sent]}}

    def echo(self) -> Fields:
        message = {"mid": self.mid(), "text": "From the inbox", "is_echo": True, "app_id": 26}
        return {**self.between(by_page=True), "message": message}

    def echo_of_ours(self) -> Fields:
        item = self.echo()
        item["message"]["metadata"] = self.random.choice(["1", "2", "0", "9" * 19, "x", "²", "-1"])
        return item

    def delivery(self) -> Fields:
        mids = [f"m_{self.name}_{self.random.randrange(99)}" for _ in range(3)]
        return {**self.between(), "delivery": {"mids": mids, "watermark": self.moment()}}

    def read(self) -> Fields:
        return {**self.between(), "read": {"watermark": self.moment()}}

    def postback(self) -> Fields:
        postback = {"title": "Start", "payload": "START", "mid": self.mid()}
        if self.random.random() < 0.3:
            del postback["mid"]
        return {**self.between(), "postback": postback}

    def reaction(self) -> Fields:
        reaction = {"reaction": "love", "emoji": "❤", "action": "react", "mid": self.mid()}
        return {**self.between(), "reaction": reaction}

    def referral(self) -> Fields:
        return {**self.between(), "referral": {"ref": "qr", "source": "SHORTLINK", "type": "OPEN"}}

    def optin(self) -> Fields:
        return {**self.between(), "optin": {"ref": "checkbox", "user_ref": "u1"}}

    def handover(self) -> Fields:
        return {**self.between(), "pass_thread_control": {"new_owner_app_id": "1"}}

    # Posts.

    def signed(self, body: bytes, *statuses: int, texts: dict[str, str] | None = None) -> Post:
        return Post(body, sign(body), frozenset(statuses or (200,)), texts or {})

    def entry(self, items: list[Any]) -> Fields:
        return {"id": self.page_id, "time": self.moment(), "messaging": items}

    def batch(self, entries: list[Any]) -> bytes:
        return json.dumps({"object": "page", "entry": entries}).encode()

    def good(self) -> Post:
        items = [self.random.choice(self.items)() for _ in range(self.random.randrange(1, 4))]
        return self.signed(self.batch([self.entry(items)]), texts=texts_in(items))

    def among_bad(self) -> Post:
        """Sound messages with broken items before, between and behind them."""
        good = [self.text() for _ in range(self.random.randrange(1, 3))]
        bad = [self.broken_item() for _ in range(self.random.randrange(1, 4))]
        items = [*good, *bad]
        self.random.shuffle(items)
        entries = [self.entry(items)]
        if self.random.random() < 0.3:
            odd: list[Any] = [
                {"id": self.page_id, "changes": []},
                {"id": "1", "messaging": [self.text()]},
            ]
            entries.insert(0, self.random.choice([*ODD, *odd]))
        return self.signed(self.batch(entries), texts=texts_in(good))

    def broken_item(self) -> Any:
        """An item in which one value is gone or another one."""
        if self.random.random() < 0.15:
            return self.random.choice(ODD)
        item = copy.deepcopy(self.random.choice(self.items)())
        holder = item
        while True:
            name = self.random.choice(list(holder))
            if isinstance(holder[name], dict) and holder[name] and self.random.random() < 0.7:
                holder = holder[name]
                continue
            if self.random.random() < 0.2:
                del holder[name]
            else:
                holder[name] = self.random.choice(ODD)
            return item

    def wrong_batch(self) -> Post:
        odd = self.random.choice(ODD)
        batches: list[Any] = [
            odd, {"object": odd, "entry": []}, {"object": "page", "entry": odd}, {"entry": []},
            {"object": "page"}, {"object": "instagram", "entry": []}, [], {},
            {"object": "page", "entry": [odd, [odd], {"id": odd, "messaging": odd}]},
        ]  # fmt: skip
        return self.signed(json.dumps(self.random.choice(batches)).encode(), 200, 400)

    def truncated(self) -> Post:
        body = self.batch([self.entry([self.text()])])
        return self.signed(body[: self.random.randrange(len(body))], 400)

    def badly_signed(self) -> Post:
        body = self.batch([self.entry([self.text()])])
        right = sign(body)
        wrong = ["", "sha256=", right[:-1], right.upper(), right[7:], sign(body + b" "), "ümlaut"]
        return Post(body, self.random.choice(wrong), frozenset({403}))

    def doubled_keys(self) -> Post:
        """Of two values under one key the last counts."""
        item = self.text()
        text = json.dumps(item["message"]["text"])
        raw = json.dumps(item).replace('"text": ', f'"text": {json.dumps("x" * 9)}, "text": ', 1)
        entry = f'{{"id": "0", "id": "{self.page_id}", "messaging": [{raw}]}}'
        body = f'{{"object": "x", "object": "page", "entry": [{entry}]}}'.encode()
        return self.signed(body, texts={item["message"]["mid"]: json.loads(text)})

    def again(self) -> Post:
        """What was posted before, once more."""
        return self.random.choice(self.posted) if self.posted else self.good()

    def no_json(self) -> Post:
        depth = self.random.choice([900, 5_000, 100_000])
        bodies = [
            b"", b"\xff\xfe", self.random.randbytes(50), b"[" * depth + b"]" * depth, b"\0",
            b'{"object": "page", "entry": [%s]}' % (b'{"a":' * depth + b"1" + b"}" * depth),
            b'{"object": "page", "entry": [%s]}' % (b"9" * 5_000),
        ]  # fmt: skip
        return self.signed(self.random.choice(bodies), 200, 400)

    def too_large(self) -> Post:
        body = self.batch([self.entry([self.text()])])
        return self.signed(body + b" " * MAX_BODY_BYTES, 413)


def texts_in(items: list[Fields]) -> dict[str, str]:
    """The customers' texts by their `mid`."""
    said = [item["message"] for item in items if "message" in item]
    return {
        message["mid"]: message["text"]
        for message in said
        if "text" in message and not message.get("is_echo")
    }
