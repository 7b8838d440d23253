"""`/api/canned-responses`: kept, found, changed and removed by whom they are for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import ParticipantSession
from handoff.accounts.keys import make_key
from handoff.accounts.models import Role, User
from livechat.models import CannedResponse
from livechat.responses import actions
from tests.asking import client_of
from tests.cast import make_user
from tests.responses.conftest import GREETING, Call, Keeps

pytestmark = pytest.mark.django_db


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()]


def test_an_agent_keeps_a_response_and_reads_it_again(call: Call, alice: User) -> None:
    answer = call(alice, "post", **GREETING)

    assert answer.status_code == 201
    made = answer.json()
    assert made == {
        **GREETING,
        "id": made["id"],
        "owner": {"id": alice.pk, "name": "Alice Adams"},
        "created_at": made["created_at"],
        "updated_at": made["updated_at"],
    }
    assert made["created_at"].endswith("Z")
    assert call(alice, "get", f"/{made['id']}").json() == made
    assert call(alice, "get").json() == [made]


def test_variables_are_those_of_the_text_then_what_else_was_listed(call: Call, alice: User) -> None:
    asked = {**GREETING, "content": "{{b}} {{a}}", "variables": ["a", " vip ", "vip"]}
    made = call(alice, "post", **asked).json()
    assert made["variables"] == ["b", "a", "vip"]

    changed = call(alice, "patch", f"/{made['id']}", content="{{c}}").json()
    assert changed["variables"] == ["c", "vip"]
    assert call(alice, "patch", f"/{made['id']}", variables=[]).json()["variables"] == ["c"]


def test_each_sees_the_own_and_the_shared_of_the_company(
    call: Call, keeps: Keeps, alice: User, bob: User, amira: User, charlie: User
) -> None:
    keeps(alice, title="Alice's")
    keeps(bob, title="Bob's shared", is_shared=True)
    keeps(charlie, title="Charlie's shared", is_shared=True)

    assert titles(call(alice, "get")) == ["Alice's", "Bob's shared"]
    assert titles(call(bob, "get")) == ["Bob's shared"]
    assert titles(call(amira, "get")) == ["Bob's shared"]
    assert titles(call(charlie, "get")) == ["Charlie's shared"]


@pytest.mark.parametrize(("who", "status"), [("vera", 403), ("nora", 403), (None, 401)])
def test_customers_and_strangers_have_no_business_here(
    request: pytest.FixtureRequest, call: Call, keeps: Keeps, bob: User, who: str | None,
    status: int,
) -> None:  # fmt: skip
    person: User | ParticipantSession | None = request.getfixturevalue(who) if who else None
    shared = keeps(bob, is_shared=True, shortcut_key="bye")
    for method, path in [
        ("get", ""), ("post", ""), ("get", f"/{shared.pk}"), ("put", f"/{shared.pk}"),
        ("patch", f"/{shared.pk}"), ("delete", f"/{shared.pk}"), ("post", f"/{shared.pk}/use"),
        ("get", "/shortcut/bye"),
    ]:  # fmt: skip
        answer = call(person, method, path, **(GREETING if method != "get" else {}))
        assert answer.status_code == status, (method, path)
        assert answer.json()["success"] is False
    assert CannedResponse.objects.get() == shared


@pytest.mark.parametrize(
    ("who", "shared", "status"),
    [
        ("bob", False, 200), ("bob", True, 200), ("amira", True, 200), ("amira", False, 404),
        ("alice", True, 403), ("alice", False, 404), ("charlie", True, 404),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_its_owner_changes_it_and_admins_what_is_shared(
    request: pytest.FixtureRequest, call: Call, keeps: Keeps, bob: User, who: str, shared: bool,
    status: int, method: str,
) -> None:  # fmt: skip
    response = keeps(bob, is_shared=shared)
    person: User = request.getfixturevalue(who)

    answer = call(person, method, f"/{response.pk}", title="Changed", content="Changed")

    assert answer.status_code == status
    assert ("error" in answer.json()) == (status != 200)
    kept = CannedResponse.objects.filter(pk=response.pk).first()
    if status != 200:
        assert kept is not None
        assert kept.title == "Bye"
    elif method == "delete":
        assert kept is None
    else:
        assert kept is not None
        assert (kept.title, kept.owner) == ("Changed", bob)


def test_put_takes_all_anew_and_patch_leaves_what_is_not_named(
    call: Call, keeps: Keeps, alice: User
) -> None:
    before = {"category": "c", "shortcut_key": "s", "is_shared": True}
    patched, put = keeps(alice, **before), keeps(alice, **{**before, "shortcut_key": "t"})

    after = call(alice, "patch", f"/{patched.pk}", title="New").json()
    assert {name: after[name] for name in ("title", "content", *before)} == {
        "title": "New", "content": "Goodbye", **before,
    }  # fmt: skip
    after = call(alice, "put", f"/{put.pk}", title="New", content="Text").json()
    assert (after["title"], after["category"], after["shortcut_key"]) == ("New", "", "")
    assert after["is_shared"] is False
    assert call(alice, "put", f"/{put.pk}", title="New").json()["details"].keys() == {"content"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", None), ("title", "x" * 201), ("content", ""), ("content", " \n"),
        ("content", "x" * 10_001), ("content", "a\0b"), ("content", {"a": 1}),
        ("content", 5), ("title", 5),
        ("content", "\ud800"),
        ("shortcut_key", "two words"), ("shortcut_key", "a/b"), ("shortcut_key", "x" * 51),
        ("category", "x" * 101), ("is_shared", "perhaps"), ("variables", "customer_name"),
        ("variables", ["x" * 65]), ("variables", ["x"] * 101), ("variables", {"a": "b"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(call: Call, alice: User, field: str, value: object) -> None:
    answer = call(alice, "post", **{**GREETING, field: value})

    assert answer.status_code == 400
    body = answer.json()
    assert (body["success"], list(body["details"])) == (False, [field])
    assert not CannedResponse.objects.exists()


def test_null_is_as_good_as_left_out(call: Call, alice: User) -> None:
    nulls = dict.fromkeys(("category", "shortcut_key", "is_shared", "variables"))
    said = {"title": "Bye", "content": "Good night"}
    kept, plain = (call(alice, "post", **fields).json() for fields in ({**said, **nulls}, said))
    for response in (kept, plain):
        for name in ("id", "created_at", "updated_at"):
            response.pop(name)
    assert kept == plain


def test_why_a_shortcut_is_refused_is_said_in_words(call: Call, alice: User) -> None:
    refused = call(alice, "post", **{**GREETING, "shortcut_key": "a/b"}).json()

    assert refused["error"] == (
        "A shortcut has no spaces and none of / \\ ? # %, for it is part of an address."
    )


def test_text_is_kept_unchanged(call: Call, alice: User) -> None:
    text = "  <b>Hello</b>\n\n{{name}} 👋\t" + "x" * 9_960

    made = call(alice, "post", **{**GREETING, "content": text}).json()

    assert made["content"] == text
    assert CannedResponse.objects.get().content == text


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_refused(call: Call, alice: User, body: object) -> None:
    client = client_of(alice)
    answer = client.post("/api/canned-responses", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["success"] is False


def test_a_shortcut_is_one_persons_once_and_shared_once(
    call: Call, keeps: Keeps, alice: User, bob: User, charlie: User
) -> None:
    keeps(alice, shortcut_key="greeting")
    again = call(alice, "post", **{**GREETING, "is_shared": False})
    assert again.status_code == 409
    assert again.json()["details"] == {"shortcut_key": [again.json()["error"]]}

    assert call(bob, "post", **GREETING).status_code == 201
    mine = CannedResponse.objects.get(owner=alice)
    shared = call(alice, "patch", f"/{mine.pk}", is_shared=True)
    assert (shared.status_code, shared.json()["error"]) == (
        409, "Another shared response has this shortcut",
    )  # fmt: skip
    assert call(charlie, "post", **GREETING).status_code == 201
    for _ in range(2):
        assert call(alice, "post", **{**GREETING, "shortcut_key": ""}).status_code == 201


def test_the_same_sent_again_answers_what_is_kept(call: Call, alice: User, bob: User) -> None:
    first, again = call(alice, "post", **GREETING), call(alice, "post", **GREETING)
    assert (again.status_code, again.json()) == (201, first.json())
    assert CannedResponse.objects.count() == 1

    assert call(alice, "post", **{**GREETING, "content": "Hello"}).status_code == 409
    assert call(bob, "post", **GREETING).status_code == 409


def test_the_database_itself_refuses_a_shortcut_twice(keeps: Keeps, alice: User, bob: User) -> None:
    keeps(alice, shortcut_key="a", is_shared=True)
    with pytest.raises(IntegrityError, match=r"owner|unique_of_owner"), transaction.atomic():
        keeps(alice, shortcut_key="a")
    with pytest.raises(IntegrityError, match=r"company|unique_among_shared"), transaction.atomic():
        keeps(bob, shortcut_key="a", is_shared=True)
    keeps(bob, shortcut_key="a")


def test_a_shortcut_means_the_own_before_the_shared(
    call: Call, keeps: Keeps, alice: User, bob: User, charlie: User
) -> None:
    keeps(bob, title="Shared", shortcut_key="greeting", is_shared=True)
    keeps(alice, title="Alice's", shortcut_key="greeting")

    assert call(alice, "get", "/shortcut/greeting").json()["title"] == "Alice's"
    assert call(bob, "get", "/shortcut/greeting/").json()["title"] == "Shared"
    for who, shortcut in [(charlie, "greeting"), (alice, "unknown"), (alice, "%00")]:
        answer = call(who, "get", f"/shortcut/{shortcut}")
        assert (answer.status_code, answer.json()["error"]) == (404, "Canned response not found")


@pytest.mark.parametrize(
    "shortcut", ["use", "shortcut", "7", "début", "你好", "a.b-c_d", "a&b=c+d"]
)
def test_any_shortcut_that_can_be_kept_can_be_asked_for(
    call: Call, alice: User, shortcut: str
) -> None:
    made = call(alice, "post", **{**GREETING, "shortcut_key": shortcut})
    assert made.status_code == 201
    assert call(alice, "get", f"/shortcut/{shortcut}").json() == made.json()


def test_the_list_is_paged_narrowed_and_searched(call: Call, keeps: Keeps, alice: User) -> None:
    for number in range(5):
        keeps(alice, title=f"T{number}", category="even" if number % 2 == 0 else "odd")
    keeps(alice, title="Wi-Fi", content="The password is on your card", shortcut_key="wlan")

    page = call(alice, "get", page=2, limit=2)
    assert titles(page) == ["T2", "T3"]
    assert page["X-Total-Count"] == "6"
    assert 'rel="next"' in page["Link"]
    assert titles(call(alice, "get", category="odd")) == ["T1", "T3"]
    for words in ("wi-fi", "PASSWORD", "wlan"):
        assert titles(call(alice, "get", search=words)) == ["Wi-Fi"]
    assert titles(call(alice, "get", limit=10_000))[-1] == "Wi-Fi"
    for wrong in ({"limit": "0"}, {"page": "x"}, {"search": "a\0"}):
        answer = call(alice, "get", **wrong)
        assert (answer.status_code, answer.json()["success"]) == (400, False)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1" * 30, "٣", "1.0"])
def test_what_is_no_id_is_not_found(call: Call, alice: User, number: str) -> None:
    assert call(alice, "get", f"/{number}").status_code == 404
    assert call(alice, "post", f"/{number}/use").status_code == 404


def test_a_key_may_what_its_scopes_name(call: Call, keeps: Keeps, amira: User, bob: User) -> None:
    response = keeps(bob, is_shared=True)

    def key(*scopes: str) -> str:
        by = amira.as_actor(door="test")
        return make_key(by, user_id=amira.pk, name="Shop", scopes=scopes, expires_at=None)[1]

    reads, writes = key("responses:read"), key("responses:write")
    assert call(reads, "get").status_code == 200
    assert call(reads, "post", f"/{response.pk}/use").status_code == 200
    assert call(reads, "post", **GREETING).status_code == 403
    assert call(writes, "post", **GREETING).status_code == 201
    assert call(writes, "get").status_code == 403


def test_a_superuser_sees_what_is_shared_and_keeps_nothing(
    call: Call, keeps: Keeps, root: User, bob: User
) -> None:
    keeps(bob, title="Private")
    keeps(bob, title="Shared", is_shared=True)

    assert titles(call(root, "get")) == ["Shared"]
    assert call(root, "post", **GREETING).status_code == 400


def test_one_person_keeps_a_bounded_number(
    call: Call, keeps: Keeps, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_RESPONSES", 1)
    keeps(alice)

    assert call(alice, "post", **GREETING).status_code == 409


def test_many_rows_cost_as_many_queries_as_one(call: Call, keeps: Keeps, alice: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call(alice, "get").status_code == 200
        return len(captured)

    keeps(alice, is_shared=True)
    few = queries()
    for name in "klmnopqrst":
        owner = make_user(alice.company, f"{name}ate Kent", Role.AGENT)
        keeps(owner, is_shared=True)
    assert queries() == few


def test_a_change_moves_updated_at_alone(call: Call, keeps: Keeps, alice: User) -> None:
    response = keeps(alice)
    before = timezone.now()

    call(alice, "patch", f"/{response.pk}", title="New")

    changed = CannedResponse.objects.get()
    assert changed.updated_at >= before > changed.created_at
