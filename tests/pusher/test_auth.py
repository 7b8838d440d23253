"""`POST /pusher/auth`: who may subscribe to which of our channels."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pusher
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from conversations.models import Conversation
from customers.models import ParticipantSession
from handoff.accounts.keys import make_key
from handoff.accounts.models import Company, User
from handoff.realtime.pusher import auth_api
from handoff.realtime.pusher.grants import LIFETIME, forget_expired
from handoff.realtime.pusher.models import Grant
from tests.cast import make_guest, make_user, open_stay
from tests.pusher.people import asks_to_subscribe, token_of
from tests.rooms.conftest import greta, room, stay

__all__ = ["greta", "room", "stay"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


def official() -> pusher.Pusher:
    return pusher.Pusher(
        app_id=settings.PUSHER_APP_ID, key=settings.PUSHER_KEY, secret=settings.PUSHER_SECRET
    )


def of(conversation: Conversation, hotel: str = "hotel-abc") -> str:
    return f"private-{hotel}-conversation-{conversation.pk}"


def test_signs_as_the_official_library_does(stay: Conversation, greta: ParticipantSession) -> None:
    answer = asks_to_subscribe(greta, of(stay))

    assert answer.status_code == 200
    assert answer.json() == official().authenticate(of(stay), "123.456")


def test_a_member_is_the_user_and_what_others_read_of_them(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(job_title="Receptionist")

    answer = asks_to_subscribe(alice, "presence-hotel-abc-staff").json()

    words = json.loads(answer["channel_data"])
    assert words == {
        "user_id": str(alice.pk),
        "user_info": {"name": "Alice Adams", "role": "Receptionist", "image": None},
    }
    assert answer == official().authenticate("presence-hotel-abc-staff", "123.456", words)


def test_a_member_without_name_and_title_is_hotel_staff(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(job_title="", first_name="", last_name="")

    answer = asks_to_subscribe(alice, "presence-hotel-abc-staff").json()

    info = json.loads(answer["channel_data"])["user_info"]
    assert info == {"name": "Hotel Staff", "role": "Staff", "image": None}


@pytest.mark.parametrize("format", ["json", "multipart"])
@pytest.mark.parametrize("path", ["/pusher/auth", "/pusher/auth/"])
def test_takes_json_and_forms_with_and_without_a_slash(alice: User, format: str, path: str) -> None:
    answer = asks_to_subscribe(alice, "private-hotel-abc-staff", format=format, path=path)

    assert answer.status_code == 200


def test_takes_what_a_browser_sends(alice: User) -> None:
    answer = APIClient(headers={"Authorization": f"Bearer {token_of(alice)}"}).post(
        "/pusher/auth",
        "socket_id=123.456&channel_name=private-hotel-abc-staff",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.json() == official().authenticate("private-hotel-abc-staff", "123.456")


def test_staff_may_hear_every_conversation_of_their_hotel(
    alice: User, amira: User, stay: Conversation
) -> None:
    for who in (alice, amira):
        assert asks_to_subscribe(who, of(stay)).status_code == 200


def test_an_unknown_kind_of_body_is_refused_like_all_else(alice: User) -> None:
    answer = APIClient(headers={"Authorization": f"Bearer {token_of(alice)}"}).post(
        "/pusher/auth", "socket_id=123.456", content_type="text/plain"
    )

    assert answer.status_code == 403
    assert answer.json().keys() == {"error"}


CHANNELS = [
    "private-hotel-abc-staff",
    "presence-hotel-abc-staff",
    "private-hotel-abc-conversation-{id}",
    "private-hotel-abc-conversation-0{id}",
    "private-globex-conversation-{id}",
    "private-encrypted-hotel-abc-staff",
    "private-anything",
    "presence-anything",
    "hotel-abc-room-101-chat",
    "private-hotel-abc-conversation-999999",
    "private-hotel-abc-conversation-999999999999999999999",
]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_stranger_may_subscribe_to_nothing(
    charlie: User,
    vera: User,
    nora: ParticipantSession,
    root: User,
    stay: Conversation,
    channel: str,
) -> None:
    for who in (charlie, vera, nora, root, None):
        answer = asks_to_subscribe(who, channel.format(id=stay.pk))
        assert answer.status_code == 403, who
        assert answer.json().keys() == {"error"}
    assert not Grant.objects.exists()


@pytest.mark.parametrize("channel", [name for name in CHANNELS if name != CHANNELS[2]])
def test_a_guest_may_subscribe_to_the_own_conversation_alone(
    greta: ParticipantSession, stay: Conversation, channel: str
) -> None:
    assert asks_to_subscribe(greta, channel.format(id=stay.pk)).status_code == 403


def test_a_guest_may_not_hear_another_rooms_conversation(
    greta: ParticipantSession, stay: Conversation, hotel: Company
) -> None:
    other = make_guest(hotel, "102", "Otto Other")

    assert asks_to_subscribe(other, of(stay)).status_code == 403
    assert asks_to_subscribe(greta, of(open_stay(other))).status_code == 403


def test_a_website_chat_is_no_channel(alice: User, chat: Conversation) -> None:
    assert asks_to_subscribe(alice, of(chat)).status_code == 403


def test_who_checked_out_may_hear_nothing(greta: ParticipantSession, stay: Conversation) -> None:
    ParticipantSession.objects.update(ended_at=timezone.now())

    assert asks_to_subscribe(greta, of(stay)).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"socket_id": "123.456"},
        {"channel_name": "private-hotel-abc-staff"},
        {"socket_id": "123", "channel_name": "private-hotel-abc-staff"},
        {"socket_id": "1.2:x", "channel_name": "private-hotel-abc-staff"},
        {"socket_id": f"{'1' * 64}.2", "channel_name": "private-hotel-abc-staff"},
        {"socket_id": "1.2", "channel_name": "private-hotel-abc-staff:x"},
        {"socket_id": 1.2, "channel_name": ["private-hotel-abc-staff"]},
        [],
        "words",
    ],
)
def test_what_is_no_question_is_refused(alice: User, fields: Any) -> None:
    client = APIClient(headers={"Authorization": f"Bearer {token_of(alice)}"})

    assert client.post("/pusher/auth", fields, format="json").status_code == 403


@pytest.mark.parametrize(("length", "status"), [(5_000, 403), (20_000, 413)])
def test_too_much_is_refused(alice: User, length: int, status: int) -> None:
    answer = APIClient(headers={"Authorization": f"Bearer {token_of(alice)}"}).post(
        "/pusher/auth", "a&" * (length // 2), content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == status


def test_a_bad_token_is_refused(alice: User) -> None:
    answer = APIClient(headers={"Authorization": "Bearer nonsense"}).post("/pusher/auth", {})

    assert (answer.status_code, answer.has_header("WWW-Authenticate")) == (403, False)


def test_the_session_cookie_needs_a_csrf_token(alice: User) -> None:
    fields = {"socket_id": "123.456", "channel_name": "private-hotel-abc-staff"}
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    token = browser.cookies["csrftoken"].value
    browser.post(
        "/sign-in/",
        {"username": alice.email, "password": "handoff-demo", "csrfmiddlewaretoken": token},
    )

    assert browser.post("/pusher/auth", fields).status_code == 403
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    assert browser.post("/pusher/auth", fields, headers=headers).status_code == 200


def test_a_machine_listens_but_is_nobody_who_is_there(amira: User) -> None:
    def key_for(scope: str) -> str:
        return make_key(
            amira.as_actor(door="test"),
            user_id=amira.pk,
            name=scope,
            scopes=[scope],
            expires_at=None,
        )[1]

    listens, writes = key_for("events:read"), key_for("messages:send")
    assert asks_to_subscribe(listens, "private-hotel-abc-staff").status_code == 200
    assert asks_to_subscribe(listens, "presence-hotel-abc-staff").status_code == 403
    assert asks_to_subscribe(writes, "private-hotel-abc-staff").status_code == 403


def test_other_sites_may_ask_if_they_are_allowed(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://hotel.example"]
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }

    answer = Client().options("/pusher/auth", headers={"Origin": "https://hotel.example", **asked})

    assert answer.headers["Access-Control-Allow-Origin"] == "https://hotel.example"
    other = Client().options("/pusher/auth", headers={"Origin": "https://evil.example", **asked})
    assert not other.has_header("Access-Control-Allow-Origin")


def test_remembers_for_whom_it_signed_and_forgets_after_a_while(
    greta: ParticipantSession, stay: Conversation
) -> None:
    for _ in range(2):
        asks_to_subscribe(greta, of(stay))

    granted = Grant.objects.get()
    assert granted.actor["session_id"] == greta.pk
    assert "Greta" not in json.dumps(granted.actor)
    assert forget_expired() == 0
    with time_machine.travel(timezone.now() + LIFETIME + timedelta(seconds=1)):
        assert forget_expired() == 1


def test_who_asks_without_end_is_told_to_wait(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth_api, "PER_MINUTE", 2)

    answers = [asks_to_subscribe(alice, "private-hotel-abc-staff") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_nobody_with_the_role_of_a_customer_is_staff(hotel: Company) -> None:
    guest = make_user(hotel, "Carla Cole", "customer")

    assert asks_to_subscribe(guest, "presence-hotel-abc-staff").status_code == 403
