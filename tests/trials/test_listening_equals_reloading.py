"""State rebuilt from events equals a fresh GET, field by field, whatever was done in between."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.waiting import remind_of_waiting
from conversations.connectors.messenger import delivering
from conversations.connectors.messenger.send_api import Letter
from conversations.models import Author, Bot, Conversation, Message
from customers.models import Page
from handoff.accounts.actions import activate_user, deactivate_user
from handoff.accounts.models import User
from handoff.news.emitting import action
from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import NoAnswer, Refused, TryAgain
from handoff.outbox.models import Delivery, DeliveryState
from tests.asking import client_of
from tests.cast import PAGE_ID, fresh
from tests.messenger.door import Door, now_ms
from tests.trials.mirror import Mirror

SEED = os.environ.get("FUZZ_SEED", "mirror-1")
DEEDS = 400
LOOK_EVERY = 8
CUSTOMERS = [f"{8708957485860081 + number}" for number in range(5)]
QUESTIONS = ["What time is breakfast?", "Is there parking?", "Do you have a pool?"]
TEXTS = [*QUESTIONS, *QUESTIONS, "ünï 🙂\n<b>", "I want to speak to a human"]


class Play:
    """Does at random whatever can be done, through the doors that clients use."""

    def __init__(self, people: list[User], client: Any, random: Random) -> None:
        self.users = people
        self.people = [client_of(person) for person in people]
        self.door = Door(client)
        self.random = random
        self.count = 0
        self.done: Counter[str] = Counter()
        self.deeds: list[Callable[[], object]] = [
            self.write, self.write, self.write, self.write, self.take, self.take_as, self.give,
            self.release, self.stop, self.resume,
            self.toggle, self.send, self.send, self.note, self.system_line, self.reply_outside,
            self.work, self.work, self.echo, self.receipt, self.remind, self.press,
            self.leave,
        ]  # fmt: skip

    def step(self) -> None:
        self.count += 1
        deed = self.random.choice(self.deeds)
        if deed() is not False:
            self.done[deed.__name__] += 1

    def call(self, method: str, path: str, **fields: Any) -> bool:
        customer_id = self.random.choice(CUSTOMERS)
        person = self.random.choice(self.people)
        answer = getattr(person, method)(
            f"/api/dashboard/customers/{customer_id}{path}",
            {"page_id": PAGE_ID, **fields},
            format="json",
        )
        assert answer.status_code in (200, 403, 404, 409, 422), answer.content
        return bool(answer.status_code == 200)

    def take(self) -> bool:
        return self.call("put", "/agent")

    def take_as(self) -> bool:
        return self.call("put", "/agent", agent_name=f"Al {self.count}")

    def give(self) -> bool:
        return self.call("put", "/agent", agent_id=self.random.choice(self.users).pk)

    def release(self) -> bool:
        return self.call("delete", "/agent", resume_bot=self.random.random() < 0.3)

    def stop(self) -> bool:
        return self.call("put", "/stop", stop=self.random.random() < 0.5)

    def resume(self) -> bool:
        return self.call("put", "/stop", stop=False)

    def toggle(self) -> bool:
        return self.call("post", "/toggle-stop")

    def send(self) -> bool:
        client_id = self.random.choice(["", f"c-{self.count}", "c-same"])
        return self.call("post", "/message", message=f"Hi {self.count}", client_id=client_id)

    def between(self, *, by_page: bool = False) -> dict[str, Any]:
        ends = [{"id": self.random.choice(CUSTOMERS)}, {"id": PAGE_ID}]
        sender, recipient = reversed(ends) if by_page else ends
        at = now_ms() - self.random.choice([0, 0, 3_600_000, 90_000_000_000])
        return {"sender": sender, "recipient": recipient, "timestamp": at}

    def tell(self, item: dict[str, Any]) -> None:
        for _ in range(self.random.choice([1, 1, 2])):
            assert self.door.tell(item).status_code == 200

    def write(self) -> None:
        message = {"mid": f"m_{self.count}", "text": self.random.choice(TEXTS)}
        self.tell({**self.between(), "message": message})

    def press(self) -> None:
        self.tell({**self.between(), "postback": {"title": "Start", "mid": f"p_{self.count}"}})

    def reply_outside(self) -> None:
        message = {"mid": f"o_{self.count}", "text": "From the inbox", "is_echo": True}
        self.tell({**self.between(by_page=True), "message": message})

    def echo(self) -> bool:
        """Of a send of ours, whatever became of its answer."""
        sends = list(Delivery.objects.filter(kind="messenger.send").order_by("pk"))
        if not sends:
            return False
        delivery = self.random.choice(sends)
        said = Message.objects.select_related("conversation__customer").get(
            pk=delivery.payload["message_id"]
        )
        assert said.conversation.customer
        mid = said.provider_id or f"e_{self.count}"
        echo = {"mid": mid, "text": said.text, "is_echo": True, "metadata": str(delivery.pk)}
        ends = self.between(by_page=True)
        ends["recipient"] = {"id": said.conversation.customer.customer_id}
        self.tell({**ends, "message": echo})
        return True

    def receipt(self) -> None:
        kind = self.random.choice(["delivery", "read"])
        self.tell({**self.between(), kind: {"watermark": now_ms(), "mids": []}})

    def note(self) -> bool:
        return self.say_inside(Author.NOTE)

    def system_line(self) -> bool:
        return self.say_inside(Author.SYSTEM)

    def say_inside(self, author: Author) -> bool:
        found = list(Conversation.objects.order_by("pk"))
        if found:
            add_line(fresh(self.random.choice(found)), author, f"Inside {self.count}")
        return bool(found)

    def remind(self) -> bool:
        waiting = Conversation.objects.filter(remind_at__isnull=False)
        waiting.update(remind_at=timezone.now() - timedelta(seconds=1))
        return remind_of_waiting() > 0

    def leave(self) -> None:
        """An agent is deactivated and, later, comes back and signs in anew."""
        number = self.random.choice([0, 1])
        admin, agent = self.users[2].as_actor(door="admin"), self.users[number]
        deactivate_user(admin, user_id=agent.pk)
        activate_user(admin, user_id=agent.pk)
        self.people[number] = client_of(User.objects.get(pk=agent.pk))

    def work(self) -> bool:
        """The worker's round; what waits for a retry is tried now."""
        due = Delivery.objects.filter(state=DeliveryState.DUE)
        due.update(next_try_at=timezone.now() - timedelta(seconds=1))
        return work_off() > 0


@action
def add_line(conversation: Conversation, author: Author, text: str) -> None:
    add_message(conversation, Words(author=author, text=text, at=timezone.now()))


@pytest.fixture
def facebook(monkeypatch: pytest.MonkeyPatch) -> Random:
    """A Send API that answers at random in each way it can."""
    random = Random(SEED)

    def post(letter: Letter) -> str:
        faults = [TryAgain("later"), TryAgain("later"), Refused("no"), NoAnswer("silence")]
        if random.random() < 0.5:
            raise random.choice(faults)
        return f"m_sent_{letter.metadata}"

    monkeypatch.setattr(delivering, "post", post)
    return random


@pytest.mark.usefixtures("facebook")
def test_listening_equals_reloading(
    page: Page, bot: Bot, alice: User, bob: User, amira: User, client: Any
) -> None:
    Page.objects.update(unclaimed_after_seconds=60, returns_unclaimed_to_bot=True)
    random = Random(SEED)
    play = Play([alice, bob, amira], client, random)
    listener = client_of(amira)
    mirror = Mirror(lambda path, **query: listener.get(f"/api/{path}", query).json(), PAGE_ID)
    for _ in range(10):  # somebody has been there before
        play.step()
    mirror.load()

    for number in range(1, DEEDS + 1):
        play.step()
        if number % LOOK_EVERY == 0:
            mirror.listen()
            customers, messages = mirror.fresh()
            seen = f"FUZZ_SEED={SEED}, after {number} deeds, {play.done}"
            assert mirror.customers == customers, seen
            assert mirror.messages == messages, seen

    assert mirror.applied > DEEDS / 2
    assert {deed.__name__ for deed in play.deeds} == set(play.done), play.done
    states = set(Message.objects.values_list("state", flat=True))
    assert {"received", "sent", "delivered", "read", "cancelled"} < states
