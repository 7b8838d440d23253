"""Staff of another hotel gets 404 everywhere, also at addresses that will be made some day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from conversations.models import Conversation
from handoff.accounts.models import Role, User
from handoff.news.models import Event
from tests.asking import client_of
from tests.cast import fresh, make_user
from tests.trials.addresses import plain

ROOM = "chat/<hotel_slug>/rooms/<room_number>/"
FOR_ANYBODY = {ROOM, f"{ROOM}session/"}
"""The guest's page, and its entry: they ask for the PIN, whoever comes."""

METHODS = ("get", "post", "put", "patch", "delete")


def doors(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and address of the hotels' staff, as the resolver knows them."""
    for entry in resolver.url_patterns:
        path = prefix + plain(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from doors(entry, path)
            continue
        assert isinstance(entry, URLPattern)
        if path.startswith("chat/<"):
            path = f"{path.rstrip('/')}/"
            if path not in FOR_ANYBODY:
                yield from ((method, path) for method in methods_of(entry.callback))


def methods_of(view: Any) -> list[str]:
    """Those that a view answers; all where it does not say which."""
    taken = getattr(view, "actions", None) or getattr(view, "cls", None)
    if taken is None:
        return list(METHODS)
    has = taken.__contains__ if isinstance(taken, dict) else lambda name: hasattr(taken, name)
    return [method for method in METHODS if has(method)]


DOORS = sorted(set(doors(get_resolver())))


def asked(who: User, method: str, path: str, stay: Conversation, hotel: str) -> Any:
    filled = path.replace("<hotel_slug>", hotel).replace("<room_number>", "101")
    filled = filled.replace("<conversation_id>", str(stay.pk))
    assert "<" not in filled, "say what is to stand there"
    given = {} if method == "get" else {"message": "Hello", "new_pin": "080515"}
    return getattr(client_of(who), method)(f"/{filled}", given, format="json")


def test_these_are_the_doors_of_today() -> None:
    stay = "chat/<hotel_slug>/conversations/<conversation_id>/"
    assert {("post", f"{stay}assign-staff/"), ("get", f"{stay}messages/")} < set(DOORS)
    assert len(DOORS) >= 8


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
@pytest.mark.parametrize(("method", "path"), DOORS, ids=lambda value: str(value))
def test_staff_of_another_hotel_gets_404_everywhere(
    stay: Conversation, charlie: User, method: str, path: str, role: str
) -> None:
    stranger = charlie
    if role == Role.ADMIN:
        stranger = make_user(charlie.company, "Ada Elsewhere", Role.ADMIN)

    refused = asked(stranger, method, path, stay, "hotel-abc")
    assert (refused.status_code, list(refused.json())) == (404, ["error"])

    under_the_own_name = asked(stranger, method, path, stay, "globex")
    names_something = "<conversation_id>" in path or "<room_number>" in path
    if names_something:
        assert under_the_own_name.status_code == 404
    else:
        assert under_the_own_name.json() == []
    now = fresh(stay)
    assert (now.is_open, now.agent, now.last_seq, now.staff_read_seq) == (True, None, 0, 0)
    assert set(Event.objects.values_list("company", flat=True)) <= {stay.company_id}
    assert "staff_assigned" not in Event.objects.values_list("type", flat=True)
