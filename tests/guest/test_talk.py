"""What a guest sees and says, without scripts: who assists, what was said, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from conversations.actions.releasing import release_conversation
from conversations.actions.rooms import open_room
from conversations.actions.sending import send_message
from conversations.models import Author, Conversation, HandoffRecord, Message
from customers.models import Room
from handoff.accounts.availability import set_status
from handoff.accounts.models import AgentAvailability, SignIn, User
from tests.cast import fresh
from tests.desk.pages import text, texts
from tests.files.contents import picture
from tests.guest.conftest import PAGE, write
from tests.livechat.conftest import actor_of


def opened(user: User, stay: Conversation) -> None:
    open_room(actor_of(user), conversation_id=stay.pk)


class TestWriting:
    def test_stores_what_was_typed_once(self, emma: Client, stay: Conversation) -> None:
        for _ in range(2):
            answer = write(emma, "Two <b>towels</b>\r\nplease", client_id="f-1")
            assert (answer.status_code, answer["Location"]) == (303, PAGE)
        message = Message.objects.get()
        assert (message.text, message.author) == ("Two <b>towels</b>\nplease", Author.CUSTOMER)
        assert texts(emma.get(PAGE), ".text") == ["Two <b>towels</b> please"]

    def test_refuses_nothing_and_too_much_and_keeps_the_words(
        self, emma: Client, stay: Conversation
    ) -> None:
        empty = write(emma, " \n")
        assert (empty.status_code, text(empty, ".trouble")) == (400, "Write something first.")
        long = write(emma, "x" * 10_001, client_id="f-2")
        assert long.status_code == 400
        assert "10000 characters" in text(long, ".trouble")
        assert text(long, "textarea") == "x" * 10_001
        assert 'value="f-2"' in long.content.decode()
        assert not Message.objects.exists()

    def test_shows_a_picture_and_the_words_that_go_with_it(
        self, emma: Client, stay: Conversation
    ) -> None:
        file = SimpleUploadedFile("leak.png", picture("PNG"), "image/png")
        answer = emma.post(PAGE, {"text": "It drips here", "file": file, "client_id": "f-3"})
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
        message = Message.objects.get()
        assert (message.text, message.attachments.get().name) == ("It drips here", "leak.png")
        shown = emma.get(PAGE).content.decode()
        assert 'alt="Picture leak.png"' in shown
        assert "It drips here" in shown

    def test_takes_a_file_without_words(self, emma: Client, stay: Conversation) -> None:
        file = SimpleUploadedFile("list.txt", b"Towels, soap", "text/plain")
        assert emma.post(PAGE, {"text": "", "file": file}).status_code == 303
        assert "list.txt" in emma.get(PAGE).content.decode()

    def test_refuses_what_is_no_file_of_a_guest_and_keeps_the_words(
        self, emma: Client, stay: Conversation
    ) -> None:
        program = SimpleUploadedFile("towels.png", b"#!/bin/sh\nrm -rf /", "image/png")
        refused = emma.post(PAGE, {"text": "Look", "file": program, "client_id": "f-4"})
        assert refused.status_code == 415
        assert text(refused, ".trouble")
        assert text(refused, "textarea") == "Look"
        assert not Message.objects.exists()

    def test_says_when_it_is_too_much_at_once_and_keeps_the_words(
        self, emma: Client, stay: Conversation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("livechat.rooms.limits.MESSAGES_PER_MINUTE", 0)
        refused = write(emma, "Towels")
        assert refused.status_code == 429
        assert text(refused, ".trouble").startswith("Too many messages. Try again in")
        assert text(refused, "textarea") == "Towels"
        assert not Message.objects.exists()

    def test_says_how_far_the_last_own_message_has_come(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        write(emma, "One")
        write(emma, "Two")
        assert texts(emma.get(PAGE), ".state") == ["Delivered"]
        opened(alice, stay)
        assert texts(emma.get(PAGE), ".state") == ["Read"]

    def test_tells_the_staff_that_the_newest_were_read(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        send_message(actor_of(alice), conversation_id=stay.pk, text="Good morning", from_bot=True)
        assert fresh(stay).guest_read_seq == 0
        emma.get(PAGE)
        assert fresh(stay).guest_read_seq == 1


class TestWhoAssists:
    def test_nobody_yet(self, emma: Client, stay: Conversation) -> None:
        shown = emma.get(PAGE)
        assert (text(shown, "h1"), texts(shown, ".presence")) == ("Hotel ABC", [])
        assert text(shown, "#role").startswith("Write to us")
        assert text(shown, "#silence").startswith("How can we help?")
        write(emma, "Hello")
        assert text(emma.get(PAGE), "#role").startswith("We have your message.")

    def test_whoever_opened_it_last(
        self, emma: Client, alice: User, bob: User, stay: Conversation
    ) -> None:
        opened(alice, stay)
        shown = emma.get(PAGE)
        assert (text(shown, "#handler"), text(shown, "#role")) == ("Alice Adams", "Guest Services")
        assert texts(shown, ".change")[-1].startswith(
            "Alice Adams - Guest Services is now assisting you ·"
        )
        opened(bob, stay)
        assert text(emma.get(PAGE), "#handler") == "Bob Brown"

    def test_a_line_at_each_change_and_not_at_each_message(
        self, emma: Client, alice: User, bob: User, stay: Conversation
    ) -> None:
        for person in (alice, alice, bob, bob, alice):
            opened(person, stay)
            send_message(actor_of(person), conversation_id=stay.pk, text="Yes", from_bot=True)
        lines = [line.partition(" - ")[0] for line in texts(emma.get(PAGE), ".change")]
        assert lines == ["Today", "Alice Adams", "Bob Brown", "Alice Adams"]

    def test_whoever_lets_go_and_comes_back_is_no_change(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        opened(alice, stay)
        release_conversation(actor_of(alice), conversation_id=stay.pk)
        assert text(emma.get(PAGE), "#handler") == "Hotel ABC"
        opened(alice, stay)
        assert len([x for x in texts(emma.get(PAGE), ".change") if "assisting" in x]) == 1

    def test_one_without_a_name_is_hotel_staff(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        User.objects.filter(pk=alice.pk).update(first_name="", last_name="", job_title="")
        alice.refresh_from_db()
        opened(alice, stay)
        shown = emma.get(PAGE)
        assert (text(shown, "#handler"), text(shown, "#role")) == ("Hotel Staff", "Staff")
        assert alice.email not in shown.content.decode()

    def test_with_the_picture_of_who_has_one(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        opened(alice, stay)
        assert "<img" not in text_of_header(emma)
        User.objects.filter(pk=alice.pk).update(profile_image_key="0" * 32)
        alice.refresh_from_db()
        assert f'<img src="{alice.profile_image_path}"' in text_of_header(emma)


def text_of_header(browser: Client) -> str:
    shown = browser.get(PAGE).content.decode()
    return shown.partition("<header")[2].partition("</header>")[0]


class TestPresence:
    def test_is_online_while_seen_and_away_after(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        opened(alice, stay)
        assert text(emma.get(PAGE), ".presence") == "Away"
        set_status(actor_of(alice), status="online")
        assert text(emma.get(PAGE), ".presence") == "Online"
        long_ago = timezone.now() - timedelta(minutes=10)
        AgentAvailability.objects.update(last_seen_at=long_ago)
        assert text(emma.get(PAGE), ".presence") == "Away"

    def test_follows_what_the_handler_says(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        opened(alice, stay)
        set_status(actor_of(alice), status="away")
        assert text(emma.get(PAGE), ".presence") == "Away"
        set_status(actor_of(alice), status="busy")
        assert text(emma.get(PAGE), ".presence") == "Online"

    def test_knows_who_is_signed_in_and_never_set_a_status(
        self, emma: Client, alice: User, stay: Conversation
    ) -> None:
        opened(alice, stay)
        sign_in = SignIn.objects.create(
            user=alice, kind="token", expires_at=timezone.now() + timedelta(hours=1)
        )
        assert text(emma.get(PAGE), ".presence") == "Online"
        SignIn.objects.filter(pk=sign_in.pk).update(ended_at=timezone.now())
        assert text(emma.get(PAGE), ".presence") == "Away"


class TestNothingElse:
    def test_notes_and_system_lines_are_the_teams(
        self, emma: Client, room: Room, stay: Conversation
    ) -> None:
        for seq, author in enumerate((Author.NOTE, Author.SYSTEM, Author.AGENT), start=1):
            Message.objects.create(
                company=room.company, conversation=stay, seq=seq, author=author, text=f"A {author}"
            )
        Conversation.objects.filter(pk=stay.pk).update(last_seq=3)
        shown = emma.get(PAGE)
        assert texts(shown, ".text") == ["A agent"]
        for hidden in ("note", "system"):
            assert f"A {hidden}" not in shown.content.decode()

    def test_earlier_messages_stand_on_pages_of_their_own(
        self, emma: Client, room: Room, stay: Conversation
    ) -> None:
        Message.objects.bulk_create(
            Message(
                company=room.company, conversation=stay, seq=seq, author="customer",
                text=f"Line {seq}",
            )
            for seq in range(1, 121)
        )  # fmt: skip
        Conversation.objects.filter(pk=stay.pk).update(last_seq=120)
        newest = emma.get(PAGE)
        assert texts(newest, ".text")[0] == "Line 71"
        middle = emma.get(f"{PAGE}?before=71")
        assert texts(middle, ".text") == [f"Line {seq}" for seq in range(21, 71)]
        assert "To the newest messages" in text(middle, "ol")
        oldest = emma.get(f"{PAGE}?before=21")
        assert texts(oldest, ".text")[0] == "Line 1"
        assert "Earlier messages" not in text(oldest, "ol")
        assert emma.get(f"{PAGE}?before=x").status_code == 200

    def test_who_came_between_two_pages_stands_on_one_of_them(
        self, emma: Client, alice: User, room: Room, stay: Conversation
    ) -> None:
        opened(alice, stay)
        came_at = HandoffRecord.objects.get(conversation=stay, to_agent=alice).at
        Message.objects.bulk_create(
            Message(
                company=room.company, conversation=stay, seq=seq, author="customer",
                text=f"Line {seq}", created_at=came_at + timedelta(seconds=seq - 10.5),
            )
            for seq in range(1, 61)
        )  # fmt: skip
        Conversation.objects.filter(pk=stay.pk).update(last_seq=60)
        pages = [emma.get(PAGE), emma.get(f"{PAGE}?before=11")]
        assert [texts(page, ".text")[0] for page in pages] == ["Line 11", "Line 1"]
        came = [line for page in pages for line in texts(page, ".change") if "assisting" in line]
        assert len(came) == 1
