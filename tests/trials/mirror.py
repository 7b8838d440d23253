"""A client that loads once and listens from then on: what it shows is made of frames alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Ask = Callable[..., Any]
"""`ask(path, **query)`: the JSON of a GET."""

ENVELOPE = {"chat_id", "page_id", "customer", "customer_name", "created_at"}
LONGEST_LIST = 200


class Mirror:
    """The customers of a page and what was said to each, by Messenger's id."""

    def __init__(self, ask: Ask, page_id: str) -> None:
        self.ask = ask
        self.page_id = page_id
        self.cursor = 0
        self.customers: dict[str, Row] = {}
        self.messages: dict[str, dict[int, Row]] = {}
        self.applied = 0

    def load(self) -> None:
        """All there is, from GETs. The cursor first: what happens meanwhile comes again."""
        self.cursor = self._head()
        self.customers, self.messages = self.fresh()

    def _head(self) -> int:
        while (page := self.ask("events", since=self.cursor, limit=500))["has_more"]:
            self.cursor = page["cursor"]
        return int(page["cursor"])

    def fresh(self) -> tuple[dict[str, Row], dict[str, dict[int, Row]]]:
        """What a client sees that loads everything now."""
        listed = self.ask("dashboard/customers", page_id=self.page_id, limit=LONGEST_LIST)
        customers = {row["customer_id"]: row for row in listed["customers"]}
        return customers, {customer_id: self.conversation(customer_id) for customer_id in customers}

    def conversation(self, customer_id: str) -> dict[int, Row]:
        rows: list[Row] = []
        page, has_more = 1, True
        while has_more:
            answer = self.ask(
                f"dashboard/messages/conversation/{customer_id}", page_id=self.page_id, page=page,
                limit=LONGEST_LIST, include="notes,system",
            )  # fmt: skip
            rows += answer["conversation"]
            has_more, page = answer["pagination"]["has_more"], page + 1
        return {row["seq"]: row for row in rows}

    def listen(self) -> None:
        """Apply what has happened since."""
        has_more = True
        while has_more:
            answer = self.ask(
                "events", since=self.cursor, limit=500, include="notes,system,deliveries"
            )
            for frame in answer["events"]:
                self.apply(frame)
            self.cursor, has_more = answer["cursor"], answer["has_more"]

    def apply(self, frame: Row) -> None:
        self.applied += 1
        data = frame["data"]
        match frame["type"]:
            case "new_message":
                row = {name: value for name, value in data.items() if name not in ENVELOPE}
                row["timestamp"] = data["created_at"]
                self.customers[data["chat_id"]] = data["customer"]
                self.messages.setdefault(data["chat_id"], {})[row["seq"]] = row
            case "message_state_changed":
                self.messages[data["chat_id"]][data["message"]["seq"]] = data["message"]
            case "agent_assignment_changed" | "customer_stop_status_changed":
                self.customers[data["customer_id"]] = data["customer"]
                self.messages.setdefault(data["customer_id"], {})
