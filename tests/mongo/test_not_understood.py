"""What cannot be brought over is in the report, ends nothing, and the rest comes over."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bson
import pytest
from bson.datetime_ms import DatetimeMS
from django.db import IntegrityError

from conversations.models import Conversation, Message
from customers.models import Customer, Page
from handoff.accounts.models import Company, User
from handoff.management.mongo import importing
from tests.cast import PAGE_ID
from tests.mongo.conftest import Bring
from tests.mongo.dumps import (
    Document,
    alice,
    by_alice,
    customer,
    import_dump,
    later,
    message,
    object_id,
    page,
    reply,
    user,
    without,
    write_dump,
    write_file,
)

pytestmark = pytest.mark.django_db

GLOBEX_PAGE = "555000111222333"


@pytest.fixture
def dump(hotel: Company, tmp_path: Path) -> Path:
    """A dump without messages; tests add a file of their own."""
    return write_dump(
        tmp_path / "dump", {"users": [alice()], "pages": [page()], "customers": [customer()]}
    )


def encoded(*documents: Document) -> bytes:
    return b"".join(bson.encode(document) for document in documents)


# --- Files


@pytest.mark.parametrize("cut_bytes", [1, 30, 90])
def test_a_file_that_is_cut_off_is_read_up_to_there(dump: Path, cut_bytes: int) -> None:
    write_file(dump, "messages", encoded(message(1), message(2), message(3))[:-cut_bytes])

    told = import_dump(dump)

    assert told.count("messages") == (2, 0, 0)
    assert told.reasons("messages") == {"file_broken": 1}
    [example] = told.examples("file_broken")
    assert example["document"] == 3
    assert "cut off" in example["value"]


def test_a_zipped_file_that_is_cut_off_is_read_as_far_as_it_goes(dump: Path) -> None:
    said = [message(number, message=f"{number}" * 200) for number in range(1, 300)]
    path = write_file(dump, "messages", encoded(*said), zipped=True)
    path.write_bytes(path.read_bytes()[:-2000])

    told = import_dump(dump)

    assert 0 < told.count("messages")[0] < 299
    assert told.reasons("messages") == {"file_broken": 1}


@pytest.mark.parametrize(
    "content",
    [
        b"not BSON at all",
        struct.pack("<i", 2_000_000_000) + b"x" * 100,
        struct.pack("<i", -1),
        b"\0",
    ],
    ids=["text", "too long", "negative", "one byte"],
)
def test_a_file_that_is_no_bson_costs_only_itself(dump: Path, content: bytes) -> None:
    write_file(dump, "messages", content)
    write_file(dump, "users", content, zipped=False)

    told = import_dump(dump)

    assert told.reasons("messages") == {"file_broken": 1}
    assert told.count("customers") == (1, 0, 0)


def test_a_document_that_is_no_bson_is_passed_over(dump: Path) -> None:
    bad = bytearray(bson.encode(message(2)))
    bad[4] = 0x99  # no type of an element
    write_file(dump, "messages", encoded(message(1)) + bytes(bad) + encoded(message(3)))

    told = import_dump(dump)

    assert told.count("messages") == (2, 0, 1)
    assert told.reasons("messages") == {"document_broken": 1}


def test_a_file_that_is_not_there_is_told(dump: Path) -> None:
    (dump / "users.bson").unlink()

    told = import_dump(dump)

    assert told.reasons("users") == {"file_missing": 1}
    assert told.count("customers") == (1, 0, 0)


# --- Values

NASTY: list[tuple[str, dict[str, Any]]] = [
    ("no_text", {"message": ""}),
    ("no_text", {"message": None}),
    ("no_text", {"message": {"text": "nested"}}),
    ("no_time", {"timestamp": "yesterday", "_id": "text-id"}),
    ("no_time", {"timestamp": None, "_id": 5}),
    ("author_contradictory", {"is_bot": True, "is_human": True}),
    ("field_missing", {"chat_id": None, "sender_id": None, "recipient_id": None}),
    ("page_unknown", {"page_id": "1", "chat_id": "2"}),
    ("page_unknown", {"page_id": None, "sender_id": "1", "recipient_id": "2"}),
    ("customer_missing", {"chat_id": "4711"}),
    ("customer_missing", {"chat_id": "x" * 64}),
]


@pytest.mark.parametrize(("reason", "fields"), NASTY)
def test_a_message_that_cannot_be_placed_is_left_out_with_its_reason(
    bring: Bring, reason: str, fields: dict[str, Any]
) -> None:
    told = bring(messages=[message(1), message(2, **fields), message(3)])

    assert told.count("messages") == (2, 0, 1)
    assert told.reasons("messages")[reason] == 1
    example = told.examples(reason)[-1]
    assert example["document"] == 2
    assert example["_id"] == str(fields.get("_id", object_id(2, 4)))
    assert list(Message.objects.values_list("seq", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    "moment",
    [
        DatetimeMS(-(2**62)), DatetimeMS(2**62), datetime(1, 1, 1, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC), float("nan"),
        float("inf"), 2**62, -5, "soon", "0000-00-00", {"$date": 1}, [1], True, object_id(1),
    ],
)  # fmt: skip
def test_a_time_out_of_reason_is_replaced_by_the_ids(bring: Bring, moment: Any) -> None:
    told = bring(customers=[customer(first_seen=moment)], messages=[message(1, timestamp=moment)])

    assert Message.objects.get().created_at == object_id(1, 4).generation_time
    assert told.reasons("messages")["time_from_id"] == 1
    assert Customer.objects.get().first_seen == Message.objects.get().created_at


def test_go_s_zero_time_is_no_time_and_no_fault(bring: Bring) -> None:
    zero = datetime(1, 1, 1, tzinfo=UTC)

    told = bring(customers=[customer(stop=True, stopped_at=later(3), assigned_at=zero)])

    assert Conversation.objects.get().assigned_at is None
    assert told.reasons("customers") == {}


def test_a_huge_text_is_cut_and_its_neighbours_are_not(bring: Bring) -> None:
    huge = "ü" * 3_000_000

    told = bring(
        customers=[customer(customer_name="N" * 500, last_message=huge)],
        messages=[message(1, message=huge), message(2, message="x" * 10_000), message(3)],
    )

    lengths = [len(text) for text in Message.objects.values_list("text", flat=True)]
    assert lengths == [10_000, 10_000, 6]
    assert told.reasons("messages") == {"text_cut": 1}
    assert told.reasons("customers")["text_cut"] == 2
    assert len(Customer.objects.get().customer_name) == 200


def test_nul_characters_and_broken_utf8_do_not_stop_the_database(dump: Path) -> None:
    broken = encoded(message(2, message="AAAA")).replace(b"AAAA", b"A\xff\xfeA")
    write_file(dump, "messages", encoded(message(1, message="a\0b")) + broken)

    told = import_dump(dump)

    texts = list(Message.objects.order_by("seq").values_list("text", flat=True))
    assert texts == ["ab", "A\ufffd\ufffdA"]
    assert told.reasons("messages") == {"nul_removed": 1}


def test_wrong_types_in_every_field_stop_nothing(bring: Bring) -> None:
    names = {
        "users": alice(password="x", title="t", first_name="A", last_name="B", is_active=True),
        "pages": page(),
        "customers": customer(agent_id="1", agent_email="a@b.test", assigned_at=later(1)),
        "messages": by_alice(1, message_id="m"),
    }
    wrong: list[Any] = [None, "", 5, -(2**40), 1.5, True, b"bytes", [1], {"a": 1}, later(1),
                        object_id(9), "\0", "z" * 500]  # fmt: skip
    collections = {
        name: [sample, *({**sample, field: value} for field in sample for value in wrong)]
        for name, sample in names.items()
    }

    told = bring("--unmarked", "bot", **collections)

    for name, documents in collections.items():
        assert sum(told.count(name)) == len(documents)
    assert Customer.objects.filter(customer_id=names["customers"]["customer_id"]).exists()


def test_what_is_there_twice_comes_over_once(bring: Bring) -> None:
    told = bring(
        users=[alice(), user(5, email="ALICE@OLD.TEST")],
        pages=[page(), page(_id=object_id(7))],
        customers=[customer(), customer(9, customer_id=customer()["customer_id"])],
        messages=[message(1, mid="m"), message(1, mid="m"), message(2), message(2)],
    )

    for name in ("users", "pages", "customers"):
        assert told.count(name) == (1, 0, 1)
        assert told.reasons(name)["duplicate"] == 1
    assert told.count("messages") == (2, 0, 2)


def test_an_answer_that_carries_the_id_of_its_question_is_no_repetition(bring: Bring) -> None:
    told = bring(messages=[message(1, mid="m_1"), reply(2, mid="m_1"), by_alice(3, mid="m_1")])

    assert told.count("messages") == (3, 0, 0)
    assert told.reasons("messages") == {"id_shared": 2}


# --- Companies


def test_an_address_of_another_company_stays_theirs(bring: Bring, charlie: User) -> None:
    theirs = user(2, email="Charlie@demo.test")
    held = customer(stop=True, agent_id=str(object_id(2, 1)), agent_email="charlie@demo.test")

    told = bring(users=[alice(), theirs], customers=[held], messages=[by_alice(1)])

    assert told.reasons("users")["email_taken"] == 1
    charlie.refresh_from_db()
    assert charlie.company.slug == "globex"  # type: ignore[union-attr]
    assert charlie.has_usable_password()
    assert Conversation.objects.get().agent is None


def test_nobody_becomes_a_superuser_or_takes_one_s_place(bring: Bring, root: User) -> None:
    told = bring(users=[user(1, email=root.email), user(2, is_superuser=True, is_staff=True)])

    assert told.reasons("users")["email_taken"] == 1
    assert User.objects.filter(is_superuser=True).get() == root


def test_a_page_of_another_company_stays_theirs_with_all_that_is_said_on_it(
    bring: Bring, globex_page: Page
) -> None:
    theirs = customer(1, page_id=GLOBEX_PAGE)
    said = message(1, page_id=GLOBEX_PAGE, chat_id=theirs["customer_id"])

    told = bring(
        pages=[page(), page(page_id=GLOBEX_PAGE, page_access_token="ours-now")],
        customers=[customer(), theirs, customer(2, page_id="999")],
        messages=[said, message(2)],
    )

    globex_page.refresh_from_db()
    assert globex_page.access_token == "globex-token"
    assert told.reasons("pages") == {"page_of_another_company": 1}
    assert told.reasons("customers") == {
        "page_of_another_company": 1, "page_unknown": 1, "no_bot": 1
    }  # fmt: skip
    assert told.count("messages") == (1, 0, 1)
    assert not Conversation.objects.filter(company=globex_page.company).exists()


def test_two_companies_in_one_dump_go_where_somebody_says(
    bring: Bring, hotel: Company, globex: Company
) -> None:
    collections: dict[str, Any] = {
        "users": [user(1, company_id="A"), user(2, company_id="B"), user(3, company_id="C")],
        "pages": [page(company_id="A"), page(page_id=GLOBEX_PAGE, company_id="B")],
        "customers": [
            customer(1, company_id="A"), customer(2, page_id=GLOBEX_PAGE, company_id="B"),
            customer(3, page_id=PAGE_ID, company_id="B"), customer(4, company_id="C"),
            without(customer(5), "company_id"),
        ],
    }  # fmt: skip

    told = bring("--map", "A=hotel-abc", "--map", "B=globex", company="", **collections)

    assert told.reasons("users")["company_unknown"] == 1
    assert told.reasons("customers") == {
        "company_contradicts_page": 1, "company_unknown": 1, "no_bot": 3
    }  # fmt: skip
    ours = Customer.objects.filter(company=hotel).values_list("customer_id", flat=True)
    assert sorted(ours) == [f"{10**15 + 1}", f"{10**15 + 5}"]
    assert Customer.objects.get(company=globex).page.company == globex
    assert User.objects.get(company=globex).email == "user2@old.test"


# --- The database


def test_what_the_database_refuses_costs_only_itself(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = importing.STORES["messages"]

    def refuse(bring: Any, rows: Any) -> Any:
        if any(row.number == 3 for row in rows):
            raise IntegrityError("no")
        return store(bring, rows)

    monkeypatch.setitem(importing.STORES, "messages", refuse)

    told = bring(messages=[message(number) for number in range(1, 9)])

    assert told.count("messages") == (7, 0, 1)
    assert told.reasons("messages") == {"not_stored": 1}
    assert told.examples("not_stored")[0]["document"] == 3


def test_no_secret_and_nobodys_words_stand_in_a_report(bring: Bring) -> None:
    told = bring(
        users=[alice(password="hunter2")],
        pages=[page(page_access_token=["EAAB-secret"])],
        customers=[customer(last_message=["my words"])],
        messages=[message(1, message={"my words": 1}), message(2, message="my words" * 2000)],
    )

    said = told.text + str(told.report)
    assert "hunter2" not in said
    assert "EAAB" not in said
    assert "my words" not in said


def test_fields_that_are_not_read_are_named(bring: Bring) -> None:
    told = bring(
        messages=[message(1, processed=True, sentiment="good"), message(2, processed=True)]
    )

    assert told.report["fields_not_read"]["messages"] == {
        "processed": 2, "sentiment": 1
    }  # fmt: skip
    assert "processed, sentiment" in told.text
