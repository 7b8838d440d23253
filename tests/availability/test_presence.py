"""Being there: heartbeats are cheap, and coming back gives again what absence took."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import ParticipantSession
from handoff import commands
from handoff.accounts import presence
from handoff.accounts.availability import set_skills, set_status
from handoff.accounts.models import AgentAvailability, Company, Role, User
from handoff.accounts.permissions import TeamOnly
from handoff.accounts.presence import Sightings
from handoff.actor import Actor
from handoff.scopes import MESSAGES_SEND
from livechat.actions.answering import accept_chat
from livechat.desk import access
from tests.asking import client_of
from tests.availability.conftest import make, row_of, sweep, told
from tests.cast import make_user, make_visitor
from tests.livechat.conftest import begin, put_online
from tests.livechat.test_keys import client_with


def seen_lately(user: User) -> bool:
    seen_at = row_of(user).last_seen_at
    return seen_at is not None and timezone.now() - seen_at < timedelta(seconds=5)


def test_all_agents_of_a_process_cost_what_one_costs(hotel: Company) -> None:
    counts = []
    for number in (1, 30):
        users = [
            make_user(hotel, f"Agent{number}x{which} Smith", Role.AGENT) for which in range(number)
        ]
        for user in users:
            make(user, seen_seconds_ago=20)
        with CaptureQueriesContext(connection) as queries:
            Sightings().note([user.pk for user in users])
        assert all(seen_lately(user) for user in users)
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts == [2, 2]


def test_an_agent_is_noted_at_most_once_a_pause_and_process(alice: User, bob: User) -> None:
    now = 1000.0
    sightings = Sightings(clock=lambda: now)
    make(alice, seen_seconds_ago=20)
    sightings.note([alice.pk])
    AgentAvailability.objects.update(last_seen_at=timezone.now() - timedelta(seconds=30))

    now += presence.pause_seconds() * 0.5
    with CaptureQueriesContext(connection) as queries:
        sightings.note([alice.pk])
    assert len(queries) == 0

    now += presence.pause_seconds() * 0.5
    sightings.note([alice.pk])
    assert seen_lately(alice)


def test_what_another_process_has_just_noted_is_not_written_again(
    alice: User, sightings: Sightings
) -> None:
    seen_at = make(alice, seen_seconds_ago=1).last_seen_at
    sightings.note([alice.pk])
    assert row_of(alice).last_seen_at == seen_at


def test_who_never_said_anything_gets_no_row(alice: User, vera: User, sightings: Sightings) -> None:
    sightings.note([alice.pk, vera.pk, 10**9])
    assert not AgentAvailability.objects.exists()


@pytest.mark.parametrize("status", ["online", "busy"])
def test_who_comes_back_is_what_absence_took(
    alice: User, called: list[int], sightings: Sightings, status: str
) -> None:
    make(alice, status, seen_seconds_ago=61)
    assert sweep() == 1
    assert row_of(alice).status == "away"

    sightings.note([alice.pk])

    row = row_of(alice)
    assert (row.status, row.gone_at, row.status_before) == (status, None, "")
    assert told() == [(alice.pk, "away", "gone"), (alice.pk, status, "returned")]


@pytest.mark.parametrize("status", ["away", "offline"])
def test_who_had_said_so_does_not_become_online_by_coming(
    alice: User, called: list[int], sightings: Sightings, status: str
) -> None:
    make(alice, status, seen_seconds_ago=61)
    sweep()
    sightings.note([alice.pk])
    assert (row_of(alice).status, row_of(alice).gone_at) == (status, None)
    assert seen_lately(alice)
    assert told() == []


def test_who_said_away_after_the_absence_stays_away(
    alice: User, called: list[int], sightings: Sightings
) -> None:
    make(alice, seen_seconds_ago=61)
    sweep()
    set_status(alice.as_actor(door="rest"), status="away")
    sightings.note([alice.pk])
    assert row_of(alice).status == "away"
    assert told()[-1] == (alice.pk, "away", "set")


def test_whoever_sets_something_is_there(alice: User, called: list[int]) -> None:
    make(alice, seen_seconds_ago=61)
    sweep()
    set_skills(alice.as_actor(door="rest"), skills=["spa"])
    assert row_of(alice).status == "online"
    assert told()[-1] == (alice.pk, "online", "returned")


def ping(actor: Actor) -> dict[str, object]:
    return commands.run(actor, "note_activity", {})


def test_a_ping_counts_as_being_there(
    alice: User, vera: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "sightings", Sightings())
    make(alice, seen_seconds_ago=50)
    assert ping(alice.as_actor(door="socketio")) == {}
    assert seen_lately(alice)
    with pytest.raises(TeamOnly):
        ping(vera.as_actor(door="socketio"))


def test_what_an_agent_does_over_rest_counts_as_being_there_and_reading_does_not(
    hotel: Company, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an agent without a socket lost the chat that he was writing in."""
    chat = begin(make_visitor(hotel, "Nora Novak"))
    put_online(alice)
    client = client_of(alice)
    deeds = [("accept", {}), ("messages", {"content": "Hi"}), ("end", {})]
    for path, data in (("", None), *deeds):
        monkeypatch.setattr(presence, "sightings", Sightings())
        long_ago = timezone.now() - timedelta(seconds=50)
        AgentAvailability.objects.filter(user=alice).update(last_seen_at=long_ago)
        address = f"/api/live-chat/{chat.pk}/{path}"
        answer = client.get(address) if data is None else client.post(address, data, "json")
        assert answer.status_code in (200, 201), path
        assert seen_lately(alice) is (data is not None), path


def test_who_is_gone_and_does_something_over_rest_has_come_back(
    hotel: Company, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "sightings", Sightings())
    chat = begin(make_visitor(hotel, "Nora Novak"))
    make(alice, seen_seconds_ago=61)
    sweep()
    assert client_of(alice).post(f"/api/live-chat/{chat.pk}/accept").status_code == 200
    assert told()[-1] == (alice.pk, "online", "returned")


def test_a_machine_that_asks_with_a_key_is_nobody_who_is_there(
    alice: User, sightings: Sightings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "sightings", sightings)
    make(alice, seen_seconds_ago=50)
    presence.note_deed(replace(alice.as_actor(door="rest"), key_id=1))
    assert not seen_lately(alice)
    presence.note_deed(alice.as_actor(door="rest"))
    assert seen_lately(alice)


def test_what_a_person_does_in_a_chat_counts_as_being_there(
    amira: User, nora: ParticipantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "sightings", Sightings())
    make(amira)
    chat = accept_chat(amira.as_actor(door="rest"), session_id=begin(nora).pk)
    long_ago = timezone.now() - timedelta(seconds=50)
    AgentAvailability.objects.update(last_seen_at=long_ago)
    path = f"/api/live-chat/{chat.pk}/messages"

    assert client_of(amira).get(path).status_code == 200
    machine = client_with(amira, [MESSAGES_SEND])
    assert machine.post(path, {"content": "I am none"}, format="json").status_code == 201
    assert not seen_lately(amira)  # neither reading nor a machine is a person who is there

    assert client_of(amira).post(path, {"content": "Here I am"}, format="json").status_code == 201
    assert seen_lately(amira)


def test_a_page_of_the_desk_counts_as_being_there(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "sightings", Sightings())
    make(alice, seen_seconds_ago=50)
    browser = Client()
    browser.force_login(alice)
    assert browser.get("/desk/").status_code == 200
    assert seen_lately(alice)
