"""What the tests of connecting pages need: an admin's browser, and Facebook's usual answers."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from handoff.accounts.models import User
from tests.answering import Answering, reply

SPA_ID = "700100200300401"
DONE = reply(200, {"success": True})


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_is(page_id: str = SPA_ID, name: str = "Hotel ABC Spa", kind: str = "page") -> Answering:
    """`me` about a token."""
    return reply(200, {"id": page_id, "name": name, "metadata": {"type": kind}})


def paste(client: Client, token: str = "EAAspa", **more: Any) -> Any:
    return client.post(reverse("admin:customers_page_add"), {"access_token": token, **more})


def at(what: str, *args: Any) -> str:
    return reverse(f"admin:customers_page_{what}", args=args)


def fault_in(answer: Any, field: str = "access_token") -> str:
    """What stands beside the field."""
    (fault,) = answer.context["form"].errors[field]
    return str(fault)


def told(answer: Any) -> list[str]:
    """What the admin reads above the next page."""
    return [str(message) for message in get_messages(answer.wsgi_request)]
