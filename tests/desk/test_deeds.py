"""What can be done at the desk, without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from conversations.actions.sending import send_message
from conversations.actions.stopping import set_stop
from conversations.actions.taking import take_conversation
from conversations.models import Bot, Conversation, HandoffRecord, Message, MessageState, Owner
from customers.models import Customer, Page
from handoff.accounts.models import User
from livechat.desk import deeds
from tests.cast import open_conversation
from tests.desk.conftest import SignedIn
from tests.desk.pages import text


def post(browser: Client, john: Conversation, deed: str, **fields: str) -> HttpResponse:
    """Press a button. The client's answers are HttpResponses, whatever its stubs call them."""
    response = browser.post(f"/desk/conversations/{john.pk}/{deed}/?list=all", fields)
    assert isinstance(response, HttpResponse)
    return response


def is_done(response: HttpResponse, john: Conversation) -> bool:
    john.refresh_from_db()
    back = f"/desk/conversations/{john.pk}/?list=all#end"
    return response.status_code == 303 and response.headers["Location"] == back


class TestTake:
    def test_takes_who_waits(self, at_alices: Client, alice: User, john: Conversation) -> None:
        assert is_done(post(at_alices, john, "take"), john)
        assert (john.owner, john.agent, john.agent_name) == (Owner.AGENT, alice, "Alice Adams")
        assert HandoffRecord.objects.get(deed="taken").door == "desk"

    def test_takes_from_the_bot(
        self, at_alices: Client, alice: User, bot: Bot, john: Conversation
    ) -> None:
        assert is_done(post(at_alices, john, "take"), john)
        assert john.agent == alice

    def test_refuses_what_another_has(
        self, at_alices: Client, bob: User, john: Conversation
    ) -> None:
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk)
        response = post(at_alices, john, "take")
        assert response.status_code == 409
        assert text(response, "#alert") == "Customer is already assigned to bob@demo.test"
        assert "Bob Brown has this conversation since" in text(response, ".top")
        john.refresh_from_db()
        assert john.agent == bob


class TestReply:
    def test_sends_what_was_typed(self, at_alices: Client, alice: User, john: Conversation) -> None:
        assert is_done(post(at_alices, john, "reply", text="Hello\r\n<b>John</b> "), john)
        message = Message.objects.get()
        assert (message.text, message.agent) == ("Hello\n<b>John</b> ", alice)
        assert john.agent == alice

    def test_takes_over_from_the_bot(
        self, at_alices: Client, alice: User, bot: Bot, john: Conversation
    ) -> None:
        assert is_done(post(at_alices, john, "reply", text="Hello"), john)
        assert john.agent == alice

    def test_sends_one_form_once(self, at_alices: Client, john: Conversation) -> None:
        for _ in range(2):
            response = post(at_alices, john, "reply", text="Hello", client_id="form-1")
            assert is_done(response, john)
        assert Message.objects.count() == 1

    def test_loses_no_other_text_in_a_form_that_was_sent(
        self, at_alices: Client, john: Conversation
    ) -> None:
        post(at_alices, john, "reply", text="Hello", client_id="form-1")
        response = post(at_alices, john, "reply", text="And more", client_id="form-1")
        assert response.status_code == 409
        assert "was sent already" in text(response, "#alert")
        assert text(response, "textarea") == "And more"
        assert 'value="form-1"' not in response.content.decode()

    @pytest.mark.parametrize("typed", ["", "  \n "])
    def test_refuses_nothing(self, at_alices: Client, john: Conversation, typed: str) -> None:
        response = post(at_alices, john, "reply", text=typed)
        assert response.status_code == 400
        assert text(response, "#alert") == "Write something first."

    def test_refuses_more_than_messenger_carries_and_keeps_it(
        self, at_alices: Client, john: Conversation
    ) -> None:
        typed = "word " * 500
        response = post(at_alices, john, "reply", text=typed, client_id="form-1")
        assert response.status_code == 422
        assert "2,000 characters" in text(response, "#alert")
        content = response.content.decode()
        assert typed in content
        assert 'value="form-1"' in content
        john.refresh_from_db()
        assert (john.owner, john.last_seq) == (Owner.NOBODY, 0)

    def test_refuses_more_than_can_be_stored(self, at_alices: Client, john: Conversation) -> None:
        response = post(at_alices, john, "reply", text="x" * 10_001)
        assert response.status_code == 400
        assert text(response, "#alert").startswith("A message holds up to 10000 characters")

    def test_refuses_where_another_answers_and_keeps_what_was_typed(
        self, at_alices: Client, bob: User, john: Conversation
    ) -> None:
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk)
        response = post(at_alices, john, "reply", text="\n<i>Hello</i>")
        assert response.status_code == 403
        assert "already assigned to bob@demo.test" in text(response, "#alert")
        assert "&lt;i&gt;Hello&lt;/i&gt;</textarea>" in response.content.decode()
        assert not Message.objects.exists()

    def test_refuses_when_it_is_too_late(self, at_alices: Client, john: Conversation) -> None:
        Customer.objects.update(last_seen=timezone.now() - timedelta(days=8))
        response = post(at_alices, john, "reply", text="Hello")
        assert response.status_code == 422
        assert "more than 7 days ago" in text(response, "#alert")

    def test_refuses_the_form_of_a_colleague(
        self, at_alices: Client, alice: User, bob: User, john: Conversation
    ) -> None:
        send_message(alice.as_actor(door="test"), conversation_id=john.pk, text="A", client_id="f")
        Message.objects.update(agent=bob)
        response = post(at_alices, john, "reply", text="Hello", client_id="f")
        assert response.status_code == 409
        assert text(response, "textarea") == "Hello"

    def test_refuses_an_id_of_our_own(self, at_alices: Client, john: Conversation) -> None:
        response = post(at_alices, john, "reply", text="Hello", client_id="again-1")
        assert response.status_code == 400
        assert text(response, "#alert") == "client_id must not begin with again-"
        assert not Message.objects.exists()

    def test_refuses_a_closed_conversation(self, at_alices: Client, john: Conversation) -> None:
        Conversation.objects.update(closed_at=timezone.now())
        response = post(at_alices, john, "reply", text="Hello")
        assert response.status_code == 409
        assert text(response, "#alert") == "The conversation is closed"

    def test_keeps_what_was_typed_when_the_database_is_busy(
        self, at_alices: Client, john: Conversation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*args: object, **fields: object) -> None:
            raise OperationalError("lock timeout")

        monkeypatch.setattr(deeds, "send_message", busy)
        response = post(at_alices, john, "reply", text="Hello")
        assert response.status_code == 503
        assert text(response, "textarea") == "Hello"


class TestSendAgain:
    def failed(self, alice: User, john: Conversation) -> Message:
        message = send_message(alice.as_actor(door="test"), conversation_id=john.pk, text="Hello")
        Message.objects.update(state=MessageState.FAILED, state_reason="Not available")
        return message

    def test_sends_a_failed_message_as_a_new_one_and_only_once(
        self, at_alices: Client, alice: User, john: Conversation
    ) -> None:
        message = self.failed(alice, john)
        shown = at_alices.get(f"/desk/conversations/{john.pk}/")
        assert text(shown, ".state") == "Not sent: Not available. Send again"
        for _ in range(2):
            assert is_done(post(at_alices, john, "reply", again=str(message.pk)), john)
        assert [one.text for one in Message.objects.all()] == ["Hello", "Hello"]

    def test_is_offered_only_to_who_may_write(
        self, signed_in: SignedIn, alice: User, bob: User, john: Conversation
    ) -> None:
        self.failed(alice, john)
        shown = signed_in(bob).get(f"/desk/conversations/{john.pk}/")
        assert text(shown, ".state") == "Not sent: Not available."

    @pytest.mark.parametrize("again", ["", "x", "99999"])
    def test_knows_no_message_of_another_conversation(
        self, at_alices: Client, alice: User, john: Conversation, again: str
    ) -> None:
        self.failed(alice, john)
        assert post(at_alices, john, "reply", again=again).status_code == 404

    def test_repeats_no_words_of_another_company(
        self, at_alices: Client, charlie: User, globex_page: Page, john: Conversation
    ) -> None:
        theirs = open_conversation(globex_page, "c1", "Theirs Only")
        secret = send_message(
            charlie.as_actor(door="test"), conversation_id=theirs.pk, text="Secret"
        )
        assert post(at_alices, john, "reply", again=str(secret.pk)).status_code == 404
        assert [one.text for one in Message.objects.all()] == ["Secret"]


class TestRelease:
    def test_lets_go(self, at_alices: Client, alice: User, john: Conversation) -> None:
        take_conversation(alice.as_actor(door="test"), conversation_id=john.pk)
        assert is_done(post(at_alices, john, "release"), john)
        assert john.owner == Owner.NOBODY

    def test_refuses_what_another_has(
        self, at_alices: Client, bob: User, john: Conversation
    ) -> None:
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk)
        response = post(at_alices, john, "release")
        assert response.status_code == 403
        assert text(response, "#alert") == "Only the assigned agent or admin can unassign"
        john.refresh_from_db()
        assert john.agent == bob

    def test_lets_an_admin(
        self, signed_in: SignedIn, amira: User, bob: User, john: Conversation
    ) -> None:
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk)
        assert is_done(post(signed_in(amira), john, "release"), john)
        assert john.owner == Owner.NOBODY


class TestBotResumes:
    def test_after_an_agent(
        self, at_alices: Client, alice: User, bot: Bot, john: Conversation
    ) -> None:
        take_conversation(alice.as_actor(door="test"), conversation_id=john.pk, from_bot=True)
        assert is_done(post(at_alices, john, "resume"), john)
        assert john.owner == Owner.BOT

    def test_where_nobody_came(
        self, at_alices: Client, bob: User, bot: Bot, john: Conversation
    ) -> None:
        set_stop(bob.as_actor(door="test"), conversation_id=john.pk, stop=True)
        assert is_done(post(at_alices, john, "resume"), john)
        assert john.owner == Owner.BOT

    def test_refuses_where_there_is_none(self, at_alices: Client, john: Conversation) -> None:
        response = post(at_alices, john, "resume")
        assert response.status_code == 409
        assert text(response, "#alert") == "There is no bot to hand back to"

    def test_refuses_what_another_has(
        self, at_alices: Client, bob: User, bot: Bot, john: Conversation
    ) -> None:
        take_conversation(bob.as_actor(door="test"), conversation_id=john.pk, from_bot=True)
        assert post(at_alices, john, "resume").status_code == 403
        john.refresh_from_db()
        assert john.agent == bob
