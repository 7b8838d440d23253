"""What the desk shows beside a message's words: buttons, a reaction, what was pressed."""

from __future__ import annotations

from django.test import Client

from conversations.models import Author, Conversation, Message
from handoff.accounts.models import User
from handoff.outbox.models import Delivery
from tests.messenger.test_receipts import said


def test_shows_buttons_and_the_reaction(client: Client, alice: User, john: Conversation) -> None:
    message = said(john, "read", quick_replies=[{"title": "<b>Yes", "payload": "YES"}])  # type: ignore[arg-type]
    Message.objects.filter(pk=message.pk).update(reaction="😮")
    client.force_login(alice)
    html = client.get(f"/desk/conversations/{john.pk}/").content.decode()
    assert "😮" in html
    assert "&lt;b&gt;Yes</li>" in html


def test_shows_that_a_button_was_pressed(client: Client, alice: User, john: Conversation) -> None:
    said(john, "received", author=Author.CUSTOMER, payload='"><script>')  # type: ignore[arg-type]
    client.force_login(alice)
    html = client.get(f"/desk/conversations/{john.pk}/").content.decode()
    assert "pressed a button" in html
    assert "<script>" not in html.split("pressed a button")[0].rsplit("bubble", 1)[1]


def test_sent_again_it_has_its_buttons(client: Client, alice: User, john: Conversation) -> None:
    buttons = [{"title": "Yes", "payload": "YES"}]
    failed = said(john, "failed", quick_replies=buttons, agent=alice)  # type: ignore[arg-type]
    Conversation.objects.filter(pk=john.pk).update(last_seq=failed.seq)
    client.force_login(alice)
    client.post(f"/desk/conversations/{john.pk}/reply/", {"again": failed.pk})
    again = Message.objects.latest("seq")
    assert (again.client_id, again.quick_replies) == (f"again-{failed.pk}", buttons)
    assert Delivery.objects.get().payload == {"message_id": again.pk}


def test_a_system_line_is_nobodys_bubble(client: Client, alice: User, john: Conversation) -> None:
    said(john, "received", author=Author.SYSTEM, text="Came by the link 'summer'")  # type: ignore[arg-type]
    client.force_login(alice)
    html = client.get(f"/desk/conversations/{john.pk}/").content.decode()
    assert 'class="event" id="m' in html
    assert 'class="bubble"' not in html
