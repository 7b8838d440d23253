"""A conversation on the desk: who says what, how far it came, who answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conversations.actions.releasing import release_conversation
from conversations.actions.stopping import set_stop
from conversations.actions.taking import take_conversation
from conversations.actions.transferring import transfer_conversation
from conversations.models import Author, Bot, Conversation, Message, MessageState, Policy
from customers.models import Customer
from handoff.accounts.models import User
from tests.desk.conftest import SignedIn
from tests.desk.pages import text, texts
from tests.desk.test_lists import count_queries


def say(
    john: Conversation, author: Author, words: str, *, seconds: int = 0, **fields: str
) -> Message:
    """A message put straight into the table, as if it had come its way."""
    john.last_seq += 1
    john.save(update_fields=["last_seq"])
    return Message.objects.create(
        company=john.company, conversation=john, seq=john.last_seq, author=author, text=words,
        created_at=timezone.now() + timedelta(seconds=seconds), **fields,
    )  # fmt: skip


def page_of(john: Conversation, query: str = "") -> str:
    return f"/desk/conversations/{john.pk}/{query}"


def test_tells_customer_bot_agents_and_notes_apart(
    at_alices: Client, alice: User, bob: User, john: Conversation
) -> None:
    say(john, Author.CUSTOMER, "Hello")
    say(john, Author.BOT, "I am the bot", state=MessageState.SENT)
    Message.objects.filter(pk=say(john, Author.AGENT, "Mine").pk).update(agent=alice)
    bobs = say(john, Author.AGENT, "His", agent_name="Bob from the desk")
    Message.objects.filter(pk=bobs.pk).update(agent=bob)
    say(john, Author.AGENT, "From Facebook")
    Message.objects.filter(pk=say(john, Author.NOTE, "Careful", agent_name="Bob Brown").pk).update(
        agent=bob
    )
    response = at_alices.get(page_of(john))
    speakers = [line.partition(" ")[0] for line in texts(response, ".by")]
    assert speakers == ["John", "Bot", "You", "Bob", "Facebook", "Bob"]
    for kind, count in [("customer", 1), ("bot", 1), ("agent", 3), ("note", 1)]:
        assert len(texts(response, ".line", f".{kind}")) == count
    assert "only the team sees it" in text(response, ".line", ".note")


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (MessageState.PENDING, "", "Sending"),
        (MessageState.SENT, "", "Sent"),
        (MessageState.DELIVERED, "", "Delivered"),
        (MessageState.READ, "", "Read"),
        (MessageState.UNCERTAIN, "", "May have been sent: Messenger did not answer."),
        (
            MessageState.FAILED,
            "This person is not available on Messenger",
            "Not sent: This person is not available on Messenger.",
        ),
        (MessageState.CANCELLED, "", "Not sent: a person took over"),
    ],
)
def test_says_how_far_a_message_has_come(
    at_alices: Client, john: Conversation, state: MessageState, reason: str, words: str
) -> None:
    say(john, Author.BOT, "Breakfast is at eight.", state=state, state_reason=reason)
    assert text(at_alices.get(page_of(john)), ".state") == words


def test_says_the_same_state_once_below_the_last(at_alices: Client, john: Conversation) -> None:
    for words in ("One", "Two"):
        say(john, Author.BOT, words, state=MessageState.SENT)
    say(john, Author.BOT, "Three", state=MessageState.FAILED, state_reason="No")
    assert texts(at_alices.get(page_of(john)), ".state") == ["Sent", "Not sent: No."]


def test_tells_the_story_of_the_handoff_between_the_lines(
    at_alices: Client, alice: User, bob: User, amira: User, bot: Bot, john: Conversation
) -> None:
    a, b = alice.as_actor(door="test"), bob.as_actor(door="test")
    set_stop(b, conversation_id=john.pk, stop=True)
    take_conversation(a, conversation_id=john.pk)
    transfer_conversation(a, conversation_id=john.pk, to_user_id=bob.pk)
    release_conversation(amira.as_actor(door="test"), conversation_id=john.pk)
    take_conversation(b, conversation_id=john.pk)
    release_conversation(b, conversation_id=john.pk, resume_bot=True)
    take_conversation(b, conversation_id=john.pk, from_bot=True)
    response = at_alices.get(page_of(john))
    told = [line.rpartition(" · ")[0] for line in texts(response, ".event")]
    assert told == [
        "Bot silenced by Bob Brown",
        "You took over at once",
        "Passed on to Bob Brown by you",
        "Released by Amira Aziz",
        "Bob Brown took over at once",
        "Handed back to the bot by Bob Brown",
        "Bob Brown took over from the bot",
    ]
    history = texts(response, ".history")[0]
    assert history.index("took over from the bot") < history.index("Bot silenced")
    assert "The bot answers" in history


def test_names_who_goes_on_after_a_change(
    at_alices: Client, alice: User, john: Conversation
) -> None:
    say(john, Author.CUSTOMER, "Hello")
    take_conversation(alice.as_actor(door="test"), conversation_id=john.pk)
    say(john, Author.CUSTOMER, "Are you there?")
    say(john, Author.CUSTOMER, "?")
    response = at_alices.get(page_of(john))
    assert len(texts(response, ".line", ".same")) == 1


def test_says_for_how_long_somebody_waited(
    at_alices: Client, alice: User, john: Conversation
) -> None:
    john.records.update(at=timezone.now() - timedelta(minutes=3, seconds=8))
    take_conversation(alice.as_actor(door="test"), conversation_id=john.pk)
    assert "You took over after 3 min" in texts(at_alices.get(page_of(john)), ".event")[-1]


class TestEarlierMessages:
    @pytest.fixture
    def long_talk(self, john: Conversation) -> None:
        for number in range(1, 121):
            say(john, Author.CUSTOMER, f"Line {number}", seconds=number)

    @pytest.mark.usefixtures("long_talk")
    def test_pages_back_fifty_at_a_time(self, at_alices: Client, john: Conversation) -> None:
        seen: list[list[str]] = []
        for query in ("", "?before=71", "?before=21"):
            response = at_alices.get(page_of(john, query))
            bubbles = texts(response, ".bubble")
            seen.append([bubbles[0], bubbles[-1]])
        assert seen == [["Line 71", "Line 120"], ["Line 21", "Line 70"], ["Line 1", "Line 20"]]

    @pytest.mark.usefixtures("long_talk")
    def test_leads_back_and_forth(self, at_alices: Client, john: Conversation) -> None:
        newest = at_alices.get(page_of(john)).content.decode()
        assert "?list=waiting&amp;before=71" in newest
        assert "To the newest messages" not in newest
        oldest = at_alices.get(page_of(john, "?before=21")).content.decode()
        assert "Earlier messages" not in oldest
        assert "To the newest messages" in oldest

    @pytest.mark.usefixtures("long_talk")
    def test_shows_a_change_of_owner_on_one_page_only(
        self, at_alices: Client, alice: User, john: Conversation
    ) -> None:
        take_conversation(alice.as_actor(door="test"), conversation_id=john.pk)
        half_way = Message.objects.get(conversation=john, seq=70).created_at
        john.records.filter(deed="taken").update(at=half_way + timedelta(milliseconds=500))
        pages = [at_alices.get(page_of(john, q)) for q in ("", "?before=71", "?before=21")]
        assert ["took over" in " ".join(texts(one, ".event")) for one in pages] == [
            False,
            True,
            False,
        ]

    @pytest.mark.parametrize("query", ["?before=", "?before=x", "?before=-3"])
    def test_shows_the_newest_to_who_asks_nonsense(
        self, at_alices: Client, john: Conversation, query: str
    ) -> None:
        say(john, Author.CUSTOMER, "Hello")
        assert texts(at_alices.get(page_of(john, query)), ".bubble") == ["Hello"]


def test_asks_as_few_questions_for_many_lines_as_for_one(
    at_alices: Client, alice: User, bob: User, john: Conversation
) -> None:
    say(john, Author.CUSTOMER, "Hello")
    take_conversation(alice.as_actor(door="test"), conversation_id=john.pk)
    for_one = count_queries(at_alices, page_of(john))
    for number in range(20):
        say(john, Author.CUSTOMER, f"Line {number}")
        give, take = (alice, bob) if number % 2 == 0 else (bob, alice)
        release_conversation(give.as_actor(door="test"), conversation_id=john.pk)
        take_conversation(take.as_actor(door="test"), conversation_id=john.pk)
    assert count_queries(at_alices, page_of(john)) == for_one <= 12


class TestWhatIsOffered:
    def buttons(self, browser: Client, john: Conversation) -> list[str]:
        response = browser.get(page_of(john))
        return [words for words in texts(response, "button", ".button") if words]

    def test_takes_who_waits(self, at_alices: Client, john: Conversation) -> None:
        assert self.buttons(at_alices, john) == ["Take over", "Take over and send"]

    def test_takes_from_the_bot(self, at_alices: Client, bot: Bot, john: Conversation) -> None:
        assert self.buttons(at_alices, john) == ["Take over from the bot", "Take over and send"]

    def test_lets_the_bot_resume_where_there_is_one(
        self, at_alices: Client, alice: User, bot: Bot, john: Conversation
    ) -> None:
        set_stop(alice.as_actor(door="test"), conversation_id=john.pk, stop=True)
        assert "Bot resumes" in self.buttons(at_alices, john)

    def test_lets_go_of_what_is_mine(
        self, at_alices: Client, alice: User, john: Conversation
    ) -> None:
        take_conversation(alice.as_actor(door="test"), conversation_id=john.pk)
        assert self.buttons(at_alices, john) == ["Release", "Send"]

    def test_says_who_has_it_and_since_when(
        self, at_alices: Client, bob: User, john: Conversation
    ) -> None:
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk)
        john.refresh_from_db()
        response = at_alices.get(page_of(john))
        since = john.owner_since.strftime("%H:%M")
        assert text(response, ".top") == f"Bob Brown has this conversation since {since}."
        assert "Take over" not in response.content.decode().partition("<main")[2]

    def test_lets_an_admin_release_what_another_has(
        self, signed_in: SignedIn, amira: User, bob: User, john: Conversation
    ) -> None:
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk)
        assert self.buttons(signed_in(amira), john) == ["Release", "Send"]

    def test_takes_from_another_where_the_policy_is_open(
        self, at_alices: Client, bob: User, john: Conversation
    ) -> None:
        Conversation.objects.filter(pk=john.pk).update(policy=Policy.OPEN)
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk)
        assert self.buttons(at_alices, john)[0] == "Take over from Bob Brown"

    def test_offers_nothing_once_closed(self, at_alices: Client, john: Conversation) -> None:
        Conversation.objects.filter(pk=john.pk).update(closed_at=timezone.now())
        response = at_alices.get(page_of(john))
        assert text(response, ".top") == "This conversation is closed."
        assert not texts(response, ".deeds")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.1, "23 h 53 m left to reply"),
        (23.5, "29 m left to reply"),
        (25, "5 d 22 h left to reply, people only"),
    ],
)
def test_says_how_long_one_may_reply(
    at_alices: Client, john: Conversation, hours: float, words: str
) -> None:
    heard_at = timezone.now() - timedelta(hours=hours, seconds=1)
    Customer.objects.update(last_seen=heard_at)
    assert text(at_alices.get(page_of(john)), ".window") == words


def test_says_that_it_is_too_late_to_reply(at_alices: Client, john: Conversation) -> None:
    Customer.objects.update(last_seen=timezone.now() - timedelta(days=7, seconds=1))
    response = at_alices.get(page_of(john))
    assert text(response, ".top").startswith("The customer wrote more than 7 days ago.")
    assert '<button class="button" disabled>' in response.content.decode()


def test_says_that_nothing_has_been_said(at_alices: Client, john: Conversation) -> None:
    john.records.all().delete()
    assert "Nothing has been said yet." in text(at_alices.get(page_of(john)), ".lines")
