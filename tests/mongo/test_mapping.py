"""What a document becomes here."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from conversations.models import Author, Bot, Conversation, Message, MessageState
from conversations.serializers import customer_data, message_data
from customers.models import Customer, Page
from handoff.accounts.models import Role, User
from handoff.news.models import Event, Stream
from handoff.outbox.models import Delivery
from tests.cast import JOHN_ID, PAGE_ID
from tests.mongo.conftest import Bring
from tests.mongo.dumps import (
    COMPANY,
    NOON,
    alice,
    by_alice,
    customer,
    later,
    message,
    object_id,
    page,
    reply,
    user,
    without,
)

pytestmark = pytest.mark.django_db


def john() -> Conversation:
    return Conversation.objects.with_people().get(customer__customer_id=JOHN_ID)


def test_a_user_signs_in_with_the_old_password(
    bring: Bring, client: Client, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = settings.REAL_HASHERS  # as it is outside of tests
    hashed = "$2a$04$9vQxEPA9g7m//YcjliB2.umLNKd6XQq0toEiS.ai3uWvwrPOXxhTq"  # made by bcrypt

    told = bring(users=[alice(password=hashed, role="Admin")])

    brought = User.objects.get()
    assert (brought.email, brought.first_name, brought.last_name) == (
        "alice@old.test", "Alice", "Ann Adams"
    )  # fmt: skip
    assert (brought.role, brought.is_active, brought.is_superuser) == (Role.ADMIN, True, False)
    assert brought.created_at == NOON
    assert "password_unusable" not in told.reasons("users")
    signed_in = client.post(
        "/api/auth/login",
        {"email": "alice@old.test", "password": "old-password"},
        content_type="application/json",
    )
    assert signed_in.status_code == 200
    brought.refresh_from_db()
    assert brought.password.startswith("pbkdf2_sha256$"), "hashed anew at the first sign-in"


@pytest.mark.parametrize("password", ["hunter2", "$2a$31$" + "a" * 53, "", "md5$x$y"])
def test_a_password_that_is_no_usual_hash_opens_nothing(bring: Bring, password: str) -> None:
    told = bring(users=[alice(password=password)])

    assert not User.objects.get().has_usable_password()
    assert not User.objects.get().check_password(password)
    assert told.reasons("users") == {"password_unusable": 1}
    assert not password or password not in told.text


def test_an_inactive_user_stays_out(bring: Bring) -> None:
    bring(users=[user(1, is_active=False), user(2, is_active={"yes": 1})])

    assert not User.objects.filter(is_active=True).exists()


def test_a_role_is_what_somebody_says_it_is(bring: Bring) -> None:
    people = [user(1, role="Owner"), user(2, role="superuser"), without(user(3), "role")]

    told = bring("--role", "owner=admin", "--role", "=agent", users=people)

    assert told.reasons("users")["role_unknown"] == 1
    roles = dict(User.objects.values_list("email", "role"))
    assert roles == {"user1@old.test": "admin", "user3@old.test": "agent"}


def test_a_page_comes_with_its_token_encrypted_and_rings_for_nobody(bring: Bring) -> None:
    bring()

    brought = Page.objects.get()
    assert (brought.page_id, brought.name, brought.access_token) == (
        PAGE_ID, "Hotel ABC", "EAAB-secret"
    )  # fmt: skip
    assert Page.objects.extra(where=["access_token LIKE '%%EAAB%%'"]).count() == 0
    assert brought.unclaimed_after_seconds is None
    assert not Bot.objects.exists()


def test_a_customer_keeps_every_field_of_the_contract(bring: Bring) -> None:
    bring("--bot", "faq", messages=[message(1), message(200)])

    shown = customer_data(john())
    assert shown == shown | {
        "customer_id": JOHN_ID, "customer_name": "John Doe", "first_name": "John",
        "last_name": "Doe", "page_id": PAGE_ID, "page_name": "Hotel ABC", "message_count": 7,
        "last_message": "Still there?", "first_seen": "2025-08-19T12:00:00.000Z",
        "last_seen": "2025-08-19T12:30:00.000Z", "created_at": "2025-08-19T12:00:00.000Z",
        "updated_at": "2025-08-19T12:40:00.000Z", "stop": False,
    }  # fmt: skip


def test_what_a_customer_does_not_say_the_messages_tell(bring: Bring) -> None:
    silent = without(
        customer(), "message_count", "last_message", "first_seen", "last_seen", "updated_at"
    )

    bring(customers=[silent], messages=[message(5), message(3), reply(9), message(7)])

    brought = Customer.objects.get()
    assert (brought.message_count, brought.last_message) == (3, "Line 7")
    assert (brought.first_seen, brought.last_seen) == (later(3), later(7))
    assert john().updated_at == later(9)


def test_authors_are_told_apart_as_document_3_has_it(bring: Bring) -> None:
    bring(messages=[message(1), reply(2), by_alice(3), by_alice(4, source="facebook")])

    alice_id = str(User.objects.get().pk)
    rows = [message_data(row) for row in Message.objects.select_related("conversation")]
    assert [(row["is_bot"], row["is_human"], row["source"]) for row in rows] == [
        (False, False, "facebook"), (True, False, "bot"), (False, True, "dashboard"),
        (False, True, "facebook"),
    ]  # fmt: skip
    assert [row.get("agent_id") for row in rows] == [None, None, alice_id, None]
    assert rows[2]["agent_name"] == "Alice A."
    assert rows[2]["agent_email"] == "alice@old.test"
    assert rows[0]["timestamp"] == "2025-08-19T12:01:00.000Z"
    states = list(Message.objects.values_list("state", flat=True))
    assert states == [MessageState.RECEIVED, *[MessageState.SENT] * 3]


def test_an_agent_who_is_gone_stays_in_name(bring: Bring) -> None:
    told = bring(users=[], messages=[by_alice(1)])

    said = Message.objects.get()
    assert (said.author, said.agent, said.agent_name) == (Author.AGENT, None, "Alice A.")
    assert message_data(said)["source"] == "dashboard"
    assert told.reasons("messages") == {"agent_unknown": 1}


def test_messages_are_numbered_by_time_and_those_of_one_moment_as_stored(bring: Bring) -> None:
    same = later(5)
    said = [
        message(9), message(2), message(6, timestamp=same), reply(5, timestamp=same), message(1)
    ]  # fmt: skip

    bring(messages=said)

    rows = list(Message.objects.order_by("seq").values_list("seq", "text"))
    assert rows == [(1, "Line 1"), (2, "Line 2"), (3, "Line 6"), (4, "Line 5"), (5, "Line 9")]
    assert john().last_seq == 5


def test_a_message_is_known_by_its_messenger_id_else_by_its_own(bring: Bring) -> None:
    bring(messages=[message(1, message_id="m_1"), message(2, mid="m_2"), message(3)])

    known = list(Message.objects.order_by("seq").values_list("provider_id", flat=True))
    assert known == ["m_1", "m_2", f"mongo:{object_id(3, 4)}"]


def test_ends_are_found_where_only_sender_and_recipient_are_told(bring: Bring) -> None:
    ends = [without(message(1), "page_id", "chat_id"), without(reply(2), "page_id", "chat_id")]

    bring(messages=ends)

    assert john().last_seq == 2


def test_what_a_page_sent_unmarked_is_whose_somebody_says_it_is(bring: Bring) -> None:
    unmarked = without(reply(1), "is_bot", "is_human", "source")

    assert bring(messages=[unmarked]).reasons("messages") == {"author_unknown": 1}
    bring("--unmarked", "bot", messages=[unmarked])

    assert Message.objects.get().author == Author.BOT


def test_ids_are_ids_whether_text_number_or_object_id(bring: Bring) -> None:
    number = int(JOHN_ID)

    bring(
        pages=[page(company_id=str(COMPANY), page_id=int(PAGE_ID))],
        customers=[customer(customer_id=number, page_id=float(PAGE_ID))],
        messages=[message(1, sender_id=number, chat_id=number, page_id=int(PAGE_ID))],
    )

    assert john().last_seq == 1


def test_times_are_read_in_every_form_they_are_written_in(bring: Bring) -> None:
    seconds = int(NOON.timestamp())
    times = ["2025-08-19T12:00:00Z", "2025-08-19T14:00:00+02:00", "2025-08-19 12:00:00",
             seconds, seconds * 1000, float(seconds)]  # fmt: skip

    bring(messages=[message(n, timestamp=moment) for n, moment in enumerate(times, 1)])

    assert set(Message.objects.values_list("created_at", flat=True)) == {NOON}
    assert Message.objects.count() == len(times)


def test_history_is_no_news_and_sends_nothing(bring: Bring) -> None:
    bring("--bot", "faq", messages=[message(1), reply(2), by_alice(3)])

    assert Message.objects.count() == 3
    assert not Event.objects.exists()
    assert not Stream.objects.exists()
    assert not Delivery.objects.exists()
