"""What `GET …/history` takes and answers."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import Serializer

from conversations.models import Deed, Owner
from conversations.schema.examples import CUSTOMER, PAGINATION
from conversations.schema.operations import CUSTOMER_ID, about_customers
from handoff.actor import ActorKind
from handoff.openapi.parts import (
    LIMIT,
    PAGE,
    PAGE_ID_WANTED,
    Pagination,
    choice,
    count,
    moment,
    text,
)


class HandoffActor(Serializer[Any]):
    """Who did it. Names are today's; nobody is an empty text."""

    kind = choice(ActorKind)
    id = text()
    email = text()
    name = text()


_Change = {
    "epoch": count("The changes of a conversation, counted from 1."),
    "action": choice(Deed.values, "What was done."),
    "from": choice(["", *Owner.values], "Who answered before; empty where it was opened."),
    "to": choice(Owner.values, "Who answers since."),
    **{
        f"{who}agent_{what}": text()
        for who in ("", "previous_")
        for what in ("id", "email", "name")
    },
    "actor": HandoffActor(),
    "door": text("The way in: `rest`, `websocket`, `desk`, `admin`, `messenger`, `worker`."),
    "reason": text(),
    "timestamp": moment(),
}
# Built by its names, because `from` is a word of Python.
HandoffChange: type[Serializer[Any]] = type(
    "HandoffChange", (Serializer,), {"__doc__": "One change of who answers.", **_Change}
)


class CustomerHistory(Serializer[Any]):
    """Who answered a customer, the newest change first."""

    customer_id = text()
    page_id = text()
    history = HandoffChange(many=True)
    pagination = Pagination()


read_history = about_customers(
    "read_history",
    "Read who answered a customer",
    words="The newest change comes first. Records hold ids, so names and addresses are today's.",
    parameters=[CUSTOMER_ID, PAGE_ID_WANTED, PAGE, LIMIT],
    reply=CustomerHistory,
    example={
        "customer_id": CUSTOMER["customer_id"],
        "page_id": CUSTOMER["page_id"],
        "history": [
            {
                "epoch": 3,
                "action": "taken",
                "from": "nobody",
                "to": "agent",
                "agent_id": "2",
                "agent_email": "alice@demo.test",
                "agent_name": "Alice Adams",
                "previous_agent_id": "",
                "previous_agent_email": "",
                "previous_agent_name": "",
                "actor": {
                    "kind": "user", "id": "2", "email": "alice@demo.test", "name": "Alice Adams",
                },
                "door": "desk",
                "reason": "",
                "timestamp": "2026-11-02T09:37:01.000Z",
            }
        ],
        "pagination": PAGINATION,
    },
    refuses=[404],
)  # fmt: skip
