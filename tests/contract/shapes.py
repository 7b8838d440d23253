"""What contract documents 1 to 3 show, as shapes: complete key sets and exact JSON types.

The contract lets us add keys to any reply or event. Those that we add are named here too, so that
none slips in unseen: whoever adds one adds it to the shape.
"""

from __future__ import annotations

import re
from typing import Any

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
ID = re.compile(r"\d+")
ANY_TIME = (TIME, None)

CUSTOMER: dict[str, Any] = {
    "customer_id": str,
    "customer_name": str,
    "first_name": str,
    "last_name": str,
    "page_id": str,
    "page_name": str,
    "company_id": ID,
    "message_count": int,
    "last_message": str,
    "last_seen": TIME,
    "first_seen": TIME,
    "stop": bool,
    "stopped_at": ANY_TIME,
    "agent_name": str,
    "agent_id": str,
    "agent_email": str,
    "assigned_at": ANY_TIME,
    "created_at": TIME,
    "updated_at": TIME,
    "referral?": dict,
}
"""Document 2, "Customer Fields": all of them, always."""

STOPPED: dict[str, Any] = {
    **CUSTOMER,
    "time_since_last_conversation": str,
    "minutes_since_last_conversation": int,
    "is_assigned": bool,
    "is_assigned_to_me": bool,
}
"""A row of `stopped_customers`: the union of documents 1 and 2."""

OURS_IN_MESSAGES: dict[str, Any] = {
    "seq": int,
    "author": str,
    "state": str,
    "state_reason?": str,
    "client_id?": str,
    "payload?": str,
    "quick_replies?": list,
    "reaction?": str,
    "attachments?": list,
}
"""What we add to messages."""

MESSAGE: dict[str, Any] = {
    "id": ID,
    "message": str,
    "timestamp": TIME,
    "is_bot": bool,
    "is_human": bool,
    "sender_id": str,
    "recipient_id": str,
    "type": str,
    "sender_name": str,
    **OURS_IN_MESSAGES,
}
"""Document 3, a row of `conversation`, without `source` and `agent_*`, which may be left out."""

FROM_CUSTOMER = {
    **MESSAGE,
    "is_bot": False,
    "is_human": False,
    "type": "customer",
    "source": "facebook",
}
FROM_BOT = {**MESSAGE, "is_bot": True, "is_human": False, "type": "bot", "source": "bot"}
FROM_AGENT = {
    **MESSAGE,
    "is_bot": False,
    "is_human": True,
    "type": "bot",
    "source": "dashboard",
    "agent_id": ID,
    "agent_email": str,
    "agent_name": str,
}
FROM_INBOX = {**MESSAGE, "is_bot": False, "is_human": True, "type": "bot", "source": "facebook"}

PAGINATION = {"page": int, "limit": int, "total": int, "total_pages": int, "has_more": bool}
ERROR: dict[str, Any] = {"error": str, "details?": dict}
WS_ERROR: dict[str, Any] = {
    "type": "error",
    "error": str,
    "code": str,
    "details?": dict,
    "request_id?": (str, int, float),
}


def broadcast(type: str, /, **data: Any) -> dict[str, Any]:
    """A frame that nobody asked for, which is the last of its piece of news."""
    return {"type": type, "data": {**data, "timestamp": int}, "cursor": int}


def assert_fits(value: Any, shape: Any, where: str = "it") -> None:
    """A dict has exactly these keys (`key?` may be missing), a list rows of this shape, a tuple
    says "one of", a type means exactly this type, anything else is the value itself."""
    match shape:
        case dict():
            assert type(value) is dict, f"{where} is {value!r}, not an object"
            required = {key for key in shape if not key.endswith("?")}
            known = {key.removesuffix("?") for key in shape}
            assert required <= value.keys(), f"{where} lacks {required - value.keys()}"
            assert value.keys() <= known, f"{where} has undocumented {value.keys() - known}"
            for key, inner in value.items():
                assert_fits(inner, shape.get(key, shape.get(f"{key}?")), f"{where}.{key}")
        case list():
            assert type(value) is list, f"{where} is {value!r}, not a list"
            for number, row in enumerate(value):
                assert_fits(row, shape[0], f"{where}[{number}]")
        case tuple():
            assert any(fits(value, one) for one in shape), f"{where} is {value!r}, none of {shape}"
        case re.Pattern():
            assert isinstance(value, str), f"{where} is {value!r}, not a text"
            assert shape.fullmatch(value), f"{where} is {value!r}, not like {shape.pattern}"
        case type():
            assert type(value) is shape, f"{where} is {value!r}, not {shape.__name__}"
        case _:
            assert (type(value), value) == (type(shape), shape), f"{where} is {value!r}"


def fits(value: Any, shape: Any) -> bool:
    try:
        assert_fits(value, shape)
    except AssertionError:
        return False
    return True
