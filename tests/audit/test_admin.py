"""Finding a change in the admin: by deed, door, day, conversation or customer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conversations.audit import admin as audit_admin
from conversations.models import Conversation, HandoffRecord
from handoff.accounts.models import User
from tests.audit.deeds import take_and_release

RECORDS = reverse("admin:conversations_handoffrecord_changelist")


@pytest.fixture
def browser(amira: User) -> Client:
    client = Client()
    client.force_login(amira)
    return client


def rows(browser: Client, **query: Any) -> list[tuple[int, int]]:
    """Conversation and epoch of what the list shows."""
    answer = browser.get(RECORDS, query)
    assert answer.status_code == 200, answer
    shown = answer.context["cl"].result_list
    return sorted((record.conversation_id, record.epoch) for record in shown)


def test_filters_by_deed_door_and_day(chain: Conversation, browser: Client, bob: User) -> None:
    take_and_release(chain, bob, times=1)
    HandoffRecord.objects.filter(epoch=8).update(door="desk")

    assert len(rows(browser)) == 12
    assert rows(browser, deed__exact="opened") == [(chain.pk, 1), (chain.pk + 1, 1)]
    assert rows(browser, door="desk") == [(chain.pk, 8)]
    monday = {"at__year": "2026", "at__month": "11", "at__day": "2"}
    assert len(rows(browser, **monday)) == 10


@pytest.mark.parametrize("words", ["chained", "John", "{pk}"])
def test_finds_a_conversation_by_customer_or_number(
    chain: Conversation, browser: Client, words: str
) -> None:
    found = rows(browser, q=words.format(pk=chain.pk))

    assert found == [(chain.pk, epoch) for epoch in range(1, 8)]


def test_a_record_leads_to_its_conversation_and_back(chain: Conversation, browser: Client) -> None:
    place = reverse("admin:conversations_conversation_change", args=[chain.pk])
    whole = f"{RECORDS}?conversation__id__exact={chain.pk}"

    assert f'href="{place}"' in browser.get(RECORDS).content.decode()
    assert f'href="{whole}"' in browser.get(place).content.decode()
    assert len(rows(browser, conversation__id__exact=chain.pk)) == 7


def shown_chain(browser: Client, conversation: Conversation) -> list[HandoffRecord]:
    address = reverse("admin:conversations_conversation_change", args=[conversation.pk])
    (inline,) = browser.get(address).context["inline_admin_formsets"]
    return [form.original for form in inline if form.original]


def test_a_conversation_shows_its_chain(chain: Conversation, browser: Client) -> None:
    shown = shown_chain(browser, chain)

    assert [record.epoch for record in shown] == list(range(1, 8))


def test_a_long_chain_is_shown_by_its_end(
    chain: Conversation, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_admin, "SHOWN_IN_CHAIN", 3)

    assert [record.epoch for record in shown_chain(browser, chain)] == [5, 6, 7]


def test_a_changed_record_is_marked(chain: Conversation, browser: Client) -> None:
    HandoffRecord.objects.filter(conversation=chain, epoch=4).update(reason="another")

    shown = shown_chain(browser, chain)
    assert [record.epoch for record in shown if not audit_admin.is_unchanged(record)] == [4]
