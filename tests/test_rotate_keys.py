"""`manage.py rotate_keys`, and secrets whose key is lost."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client

from conversations.connectors.messenger.delivering import letter_of
from conversations.models import Conversation, Message
from customers.models import Page
from handoff import rotation
from handoff.accounts.models import Company, User
from handoff.encryption import Unreadable
from handoff.outbox.kinds import Refused
from handoff.outbox.models import Delivery
from handoff.rotation import check_readable

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def pages(hotel: Company, settings: Any) -> list[Page]:
    """Five pages with secrets under the old key, and one without any."""
    settings.ENCRYPTION_KEYS = [OLD]
    tokens = [f"token-{number}" for number in range(5)] + [""]
    made = [
        Page.objects.create(company=hotel, page_id=str(n), name=f"Page {n}", access_token=token)
        for n, token in enumerate(tokens)
    ]
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return made


def run() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def held() -> dict[int, str]:
    """What the column holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, access_token FROM customers_page")
        return dict(cursor.fetchall())


def opened(key: str) -> int:
    """How many secrets this key alone opens."""
    return sum(rotation._opens(Fernet(key), text) for text in held().values() if text)


def test_afterwards_the_old_key_can_be_dropped(
    pages: list[Page], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)

    said = run()

    assert "customers.Page.access_token: 5 re-encrypted, 0 had the newest key already." in said
    assert "the others can be dropped" in said
    assert (opened(NEW), opened(OLD)) == (5, 0)
    settings.ENCRYPTION_KEYS = [NEW]
    assert [page.access_token for page in Page.objects.order_by("pk")] == [
        *(f"token-{number}" for number in range(5)), "",
    ]  # fmt: skip


def test_begun_again_it_goes_on_where_it_was(
    pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    rotate_row = rotation._rotate_row
    done: list[Any] = []

    def cut_off(*args: Any) -> None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(args)
        rotate_row(*args)

    monkeypatch.setattr(rotation, "_rotate_row", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert opened(NEW) == 2  # the batch that was cut off is as it was
    monkeypatch.setattr(rotation, "_rotate_row", rotate_row)

    assert "3 re-encrypted, 2 had the newest" in run()
    assert "0 re-encrypted, 5 had the newest" in run()


def test_a_row_that_changes_meanwhile_keeps_its_new_secret(
    pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate_row = rotation._rotate_row

    def change_first(column: Any, pk: int, held: str) -> None:
        if pk == pages[0].pk:
            Page.objects.filter(pk=pk).update(access_token="fresh")
        rotate_row(column, pk, held)

    monkeypatch.setattr(rotation, "_rotate_row", change_first)

    with pytest.raises(CommandError, match="once more"):
        run()
    assert Page.objects.get(pk=pages[0].pk).access_token == "fresh"


def test_says_which_rows_no_key_opens_and_does_the_rest(pages: list[Page], settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    Page.objects.filter(pk=pages[1].pk).update(access_token="lost")
    settings.ENCRYPTION_KEYS = [NEW, OLD]

    with pytest.raises(CommandError, match=rf"Page.access_token: {pages[1].pk}\. .* Drop no key"):
        run()
    assert opened(NEW) == 4


@pytest.fixture
def lost(pages: list[Page], settings: Any) -> Page:
    """A page whose key is gone."""
    settings.ENCRYPTION_KEYS = [NEW]
    return Page.objects.get(pk=pages[0].pk)


def test_a_lost_secret_reads_as_none_and_survives_saving(
    pages: list[Page], lost: Page, settings: Any
) -> None:
    assert isinstance(lost.access_token, Unreadable)
    assert not lost.access_token
    lost.name = "Renamed"
    lost.save()

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert Page.objects.get(pk=lost.pk).access_token == "token-0"


def test_the_check_names_what_is_lost(pages: list[Page], lost: Page, settings: Any) -> None:
    (warning,) = check_readable(databases=["default"])

    assert "customers.Page.access_token: 5 secrets cannot be decrypted" in str(warning.msg)
    assert "token-0" not in str(warning)
    assert check_readable() == []
    with pytest.raises(SystemCheckError, match=r"handoff\.W001"):
        call_command("check", databases=["default"], fail_level="WARNING", stderr=StringIO())
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert check_readable(databases=["default"]) == []


def test_the_admin_says_it_in_words(client: Client, amira: User, lost: Page) -> None:
    client.force_login(amira)

    listed = client.get("/admin/customers/page/").content.decode()
    opened = client.get(f"/admin/customers/page/{lost.pk}/change/").content.decode()

    assert "Unreadable" in listed
    assert "cannot be decrypted with the keys in ENCRYPTION_KEYS" in opened


def test_a_message_is_refused_with_the_reason(john: Conversation, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [NEW]
    message = Message.objects.select_related("conversation__customer__page").first()
    message = message or Message(conversation=Conversation.objects.with_people().get(pk=john.pk))

    with pytest.raises(Refused, match=r"The access token of Hotel ABC is lost.*ENCRYPTION_KEYS"):
        letter_of(Delivery(), message)
