"""The ownership machine under any sequence of deeds, against the table of `docs/ownership.md`."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conversations.actions.bot import say_as_bot
from conversations.actions.receiving import receive_message
from conversations.actions.releasing import release_conversation
from conversations.actions.sending import send_message
from conversations.actions.stopping import set_stop, toggle_stop
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.models import Author, Bot, Conversation, HandoffRecord, Message
from customers.models import Page
from handoff.accounts.models import Company, Role
from handoff.errors import HandoffError
from handoff.news.models import Event, Stream
from tests.cast import make_user, open_conversation

PEOPLE = st.sampled_from(["alice", "bob", "amira"])


class OwnershipMachine(RuleBasedStateMachine):
    """Plays deeds against the product and against a model of three values."""

    def __init__(self) -> None:
        super().__init__()
        company = Company.objects.create(name="Hotel", slug=f"h{timezone.now().timestamp()}")
        tag = str(company.pk)
        self.people = {
            "alice": make_user(company, f"Alice{tag} Adams", Role.AGENT),
            "bob": make_user(company, f"Bob{tag} Brown", Role.AGENT),
            "amira": make_user(company, f"Amira{tag} Aziz", Role.ADMIN),
        }
        self.page = Page.objects.create(company=company, page_id=f"p{tag}", name="Hotel")
        Bot.objects.create(company=company, page=self.page)
        self.conversation = open_conversation(self.page, f"c{tag}", "John Doe")
        self.owner, self.agent = "bot", ""
        self.sent = 0
        self.epoch_when_asked: int | None = None

    def attempt(self, who: str, deed: object, **arguments: object) -> bool:
        """Whether the deed was allowed."""
        assert callable(deed)
        try:
            deed(
                self.people[who].as_actor(door="rest"),
                conversation_id=self.conversation.pk,
                **arguments,
            )
        except HandoffError:
            return False
        return True

    @rule(who=PEOPLE, from_bot=st.booleans())
    def take(self, who: str, from_bot: bool) -> None:
        allowed = self.owner == "nobody" or self.agent == who or (self.owner == "bot" and from_bot)
        assert self.attempt(who, take_conversation, from_bot=from_bot) == allowed
        if allowed:
            self.owner, self.agent = "agent", who

    @rule(who=PEOPLE, from_bot=st.booleans())
    def send(self, who: str, from_bot: bool) -> None:
        allowed = self.owner == "nobody" or self.agent == who or (self.owner == "bot" and from_bot)
        assert self.attempt(who, send_message, text="Hello", from_bot=from_bot) == allowed
        if allowed:
            self.owner, self.agent, self.sent = "agent", who, self.sent + 1

    @rule(who=PEOPLE, resume_bot=st.booleans())
    def release(self, who: str, resume_bot: bool) -> None:
        allowed = self.owner != "agent" or who in (self.agent, "amira")
        assert self.attempt(who, release_conversation, resume_bot=resume_bot) == allowed
        if allowed and self.owner == "agent":
            self.owner, self.agent = ("bot" if resume_bot else "nobody"), ""

    @rule(who=PEOPLE, stop=st.booleans())
    def stop(self, who: str, stop: bool) -> None:
        allowed = stop or self.owner != "agent" or who in (self.agent, "amira")
        assert self.attempt(who, set_stop, stop=stop) == allowed
        if allowed and stop != (self.owner != "bot"):
            self.owner, self.agent = ("nobody" if stop else "bot"), ""

    @rule(who=PEOPLE)
    def toggle(self, who: str) -> None:
        allowed = self.owner != "agent" or who in (self.agent, "amira")
        assert self.attempt(who, toggle_stop) == allowed
        if allowed:
            self.owner, self.agent = ("nobody" if self.owner == "bot" else "bot"), ""

    @rule(who=PEOPLE, to=PEOPLE)
    def transfer(self, who: str, to: str) -> None:
        allowed = who in (self.agent, "amira")
        to_user_id = self.people[to].pk
        assert self.attempt(who, transfer_conversation, to_user_id=to_user_id) == allowed
        if allowed:
            self.owner, self.agent = "agent", to

    @rule(text=st.sampled_from(["Hello", "I want to speak to a human"]))
    def customer_writes(self, text: str) -> None:
        assert self.conversation.customer is not None
        receive_message(
            self.page,
            customer_id=self.conversation.customer.customer_id,
            text=text,
            provider_id="",
            sent_at=timezone.now(),
        )
        if self.owner == "bot" and "human" in text:
            self.owner = "nobody"

    @rule()
    def bot_begins_to_think(self) -> None:
        self.epoch_when_asked = self.now().epoch if self.owner == "bot" else None

    @precondition(lambda self: self.epoch_when_asked is not None)
    @rule()
    def bot_has_an_answer(self) -> None:
        assert self.epoch_when_asked is not None
        still = self.now().epoch == self.epoch_when_asked
        said = say_as_bot(
            self.conversation.pk, epoch=self.epoch_when_asked, text="Hi", client_id=""
        )
        assert (said is not None) == still

    @invariant()
    def the_product_agrees_with_the_model(self) -> None:
        now = self.now()
        agent = self.people[self.agent] if self.agent else None
        assert (now.owner, now.agent) == (self.owner, agent)
        assert now.stop == (self.owner != "bot") == (now.stopped_at is not None)

    @invariant()
    def the_records_form_one_chain(self) -> None:
        records = list(HandoffRecord.objects.filter(conversation=self.conversation))
        assert [record.epoch for record in records] == list(range(1, self.now().epoch + 1))
        for earlier, later in pairwise(records):
            assert later.previous_hash == earlier.hash
            assert later.from_owner == earlier.to_owner
            assert later.from_agent_id == earlier.to_agent_id
        assert records[-1].to_owner == self.owner

    @invariant()
    def messages_and_news_are_numbered_without_gaps(self) -> None:
        messages = Message.objects.filter(conversation=self.conversation)
        numbers = list(messages.order_by("seq").values_list("seq", flat=True))
        assert numbers == list(range(1, self.now().last_seq + 1))
        assert messages.filter(author=Author.AGENT).count() == self.sent
        company_id = self.conversation.company_id
        heard = Event.objects.after(company_id, 0).values_list("seq", flat=True)
        last_seq = Stream.objects.heads([company_id])[company_id]
        assert list(heard) == list(range(1, last_seq + 1))

    def now(self) -> Conversation:
        return Conversation.objects.with_people().get(pk=self.conversation.pk)


@pytest.mark.django_db
def test_no_sequence_of_deeds_breaks_the_table() -> None:
    run_state_machine_as_test(
        OwnershipMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
