"""The pure parts: names, members, frames and signatures."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pusher
import pytest
from django.conf import settings

from handoff.errors import Invalid, TooLarge
from handoff.realtime.pusher import packets, signatures
from handoff.realtime.pusher.asked import batch_from, event_from, infos_from
from handoff.realtime.pusher.channels import (
    Kind,
    is_cache,
    is_well_formed,
    kind_of,
    member_from,
)
from handoff.realtime.pusher.codes import OddMember, Unreadable
from handoff.realtime.pusher.signatures import BadRequestSignature, check_request

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hotel-abc-room-101-chat", Kind.PUBLIC),
        ("private-x", Kind.PRIVATE),
        ("private-encrypted-x", Kind.ENCRYPTED),
        ("presence-x", Kind.PRESENCE),
        ("privately", Kind.PUBLIC),
        ("cache-x", Kind.PUBLIC),
    ],
)
def test_a_name_tells_the_kind(name: str, kind: Kind) -> None:
    assert is_well_formed(name)
    assert kind_of(name) == kind


def test_only_cache_channels_keep_their_last_event_elsewhere() -> None:
    assert all(map(is_cache, ("cache-x", "private-cache-x", "presence-cache-x")))
    assert not any(map(is_cache, ("x-cache", "private-x", "presence-x")))


@pytest.mark.parametrize(("user_id", "read"), [("7", "7"), (7, "7"), ("x" * 128, "x" * 128)])
def test_a_member_is_known_by_text(user_id: Any, read: str) -> None:
    member = member_from(json.dumps({"user_id": user_id, "user_info": {"name": "Zoë"}}))

    assert member.user_id == read
    assert json.loads(member.info) == {"name": "Zoë"}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        "no JSON",
        "[]",
        "{}",
        '{"user_id": ""}',
        '{"user_id": true}',
        '{"user_id": null}',
        '{"user_id": "\\u0000"}',
        json.dumps({"user_id": "x" * 129}),
        json.dumps({"user_id": "1", "user_info": "x" * 1024}),
        '{"user_id": "1", "user_info": ' + "[" * 500 + "]" * 500 + "}",
    ],
)
def test_who_is_no_member_is_refused(data: object) -> None:
    with pytest.raises(OddMember):
        member_from(data)


def test_data_travels_as_json_in_a_string_and_text_as_it_is() -> None:
    assert packets.data_text({"a": [1]}) == '{"a":[1]}'
    assert packets.data_text("words") == "words"
    assert packets.data_text(None) == "null"
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(Unreadable):
        packets.data_text(deep)


def test_members_are_listed_with_what_others_read_of_them() -> None:
    frame = packets.succeeded("presence-x", {"7": '{"name":"Alice"}', "8": "null"})

    assert json.loads(frame["data"]) == {
        "presence": {"ids": ["7", "8"], "hash": {"7": {"name": "Alice"}, "8": None}, "count": 2}
    }


def official() -> pusher.Pusher:
    return pusher.Pusher(
        app_id=settings.PUSHER_APP_ID,
        key=settings.PUSHER_KEY,
        secret=settings.PUSHER_SECRET,
        ssl=False,
    )


@pytest.mark.parametrize("data", [None, {"user_id": "7", "user_info": {"name": "Zoë"}}])
def test_subscriptions_are_signed_as_the_official_library_signs_them(data: Any) -> None:
    theirs = official().authenticate("presence-x", "1.2", data)

    channel_data = theirs.get("channel_data")
    assert signatures.auth_for("1.2", "presence-x", channel_data) == theirs["auth"]
    assert signatures.lets_in(theirs["auth"], "1.2", "presence-x", channel_data)
    for socket_id, channel in (("1.3", "presence-x"), ("1.2", "presence-y")):
        assert not signatures.lets_in(theirs["auth"], socket_id, channel, channel_data)


def signed_query(body: bytes = b"", **changed: str) -> str:
    """A good one, but for what is changed; a field that is empty is left out."""
    fields = {
        "auth_key": settings.PUSHER_KEY,
        "auth_timestamp": f"{NOW:.0f}",
        "auth_version": "1.0",
        "body_md5": hashlib.md5(body).hexdigest(),
    }
    fields = {name: value for name, value in {**fields, **changed}.items() if value}
    words = signatures.request_words("POST", "/apps/1/events", fields)
    fields.setdefault("auth_signature", signatures.sign(words))
    return "&".join(f"{name}={value}" for name, value in fields.items())


def check(query: str, body: bytes = b"{}", path: str = "/apps/1/events") -> dict[str, str]:
    return check_request("POST", path, query, body, NOW)


def test_a_signed_request_is_let_in_for_ten_minutes() -> None:
    for seconds in (-600, 0, 600):
        query = signed_query(b"{}", auth_timestamp=f"{NOW + seconds:.0f}")
        assert check(query)["auth_version"] == "1.0"


@pytest.mark.parametrize(
    "changed",
    [
        {"auth_key": "another"},
        {"auth_key": ""},
        {"auth_version": "2.0"},
        {"auth_timestamp": f"{NOW + 601:.0f}"},
        {"auth_timestamp": f"{NOW - 601:.0f}"},
        {"auth_timestamp": "soon"},
        {"auth_timestamp": ""},
        {"body_md5": hashlib.md5(b"another").hexdigest()},
        {"body_md5": ""},
        {"auth_signature": "0" * 64},
        {"auth_signature": "ä"},
    ],
)
def test_a_request_that_is_not_signed_well_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(BadRequestSignature):
        check(signed_query(b"{}", **changed))


@pytest.mark.parametrize(
    ("method", "path", "body", "more"),
    [
        ("POST", "/apps/1/events", b'{"name": "x"}', ""),
        ("POST", "/apps/1/batch_events", b"{}", ""),
        ("POST", "/apps/1/events", b"{}", "&info=user_count"),
        ("GET", "/apps/1/events", b"{}", ""),
    ],
)
def test_a_signature_is_good_for_its_own_request_alone(
    method: str, path: str, body: bytes, more: str
) -> None:
    with pytest.raises(BadRequestSignature):
        check_request(method, path, signed_query(b"{}") + more, body, NOW)


def test_an_event_names_its_channels_once_each() -> None:
    asked = event_from({"name": "a", "data": "{}", "channels": ["x", "y", "x"], "socket_id": "1.2"})

    assert asked.cast.channels == ("x", "y")
    assert (asked.cast.event, asked.cast.data, asked.cast.but) == ("a", "{}", "1.2")
    assert event_from({"name": "a", "data": {"b": 1}, "channel": "x"}).cast.data == '{"b":1}'


GOOD = {"name": "a", "data": "{}", "channel": "x"}


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        {**GOOD, "name": ""},
        {**GOOD, "name": 5},
        {**GOOD, "name": "x" * 201},
        {**GOOD, "name": "pusher:subscription_succeeded"},
        {**GOOD, "name": "pusher_internal:member_added"},
        {**GOOD, "channel": "a b"},
        {**GOOD, "channels": []},
        {**GOOD, "channels": "x"},
        {**GOOD, "channels": [5]},
        {**GOOD, "channels": [f"x{number}" for number in range(101)]},
        {**GOOD, "socket_id": 5},
        {**GOOD, "info": "nonsense"},
        {**GOOD, "info": 5},
        {"name": "a", "data": "{}"},
        {"name": "a", "channel": "x"},
    ],
)
def test_an_odd_event_is_refused(event: Any) -> None:
    with pytest.raises(Invalid):
        event_from(event)


def test_an_event_carries_ten_kilobytes() -> None:
    assert len(event_from({**GOOD, "data": "x" * 10_240}).cast.data) == 10_240
    with pytest.raises(TooLarge):
        event_from({**GOOD, "data": "ä" * 5_121})


def test_a_batch_has_ten_events() -> None:
    assert len(batch_from({"batch": [GOOD] * 10})) == 10
    odd: list[Any] = [[GOOD] * 11, None, {}, [None]]
    for batch in odd:
        with pytest.raises(Invalid):
            batch_from({"batch": batch})


def test_what_is_wanted_to_know_is_listed_with_commas() -> None:
    assert infos_from("user_count,subscription_count") == {"user_count", "subscription_count"}
    assert infos_from(None) == infos_from("") == frozenset()
