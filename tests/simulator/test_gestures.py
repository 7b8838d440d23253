"""What a customer does on the phone besides writing."""

from __future__ import annotations

import requests

from conversations.actions.sending import send_message
from conversations.connectors.messenger.simulator.models import PhoneMessage
from conversations.connectors.messenger.simulator.posting import wait_for_posts
from conversations.models import Conversation, Message
from conversations.quick_replies import QuickReply
from customers.models import Customer, Page
from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from tests.cast import JOHN_ID, PAGE_ID

PHONE = f"/simulator/phone/{PAGE_ID}/{JOHN_ID}/"


def do(server: str, gesture: str, **fields: object) -> requests.Response:
    """A form of the phone's page, with its token."""
    with requests.Session() as session:
        session.get(f"{server}{PHONE}", timeout=10)
        fields["csrfmiddlewaretoken"] = session.cookies["csrftoken"]
        return session.post(f"{server}{PHONE}{gesture}", data=fields, timeout=10)


def offer(john: Conversation, alice: User) -> PhoneMessage:
    """Alice's message on the phone, with two buttons."""
    actor = alice.as_actor(door="test")
    buttons = (QuickReply(title="Yes", payload="YES"), QuickReply(title="No", payload="NO"))
    send_message(actor, conversation_id=john.pk, text="Shall I?", quick_replies=buttons)
    work_off()
    assert wait_for_posts()
    return PhoneMessage.objects.get(from_customer=False)


def test_a_button_comes_back_with_its_payload(server: str, john: Conversation, alice: User) -> None:
    bubble = offer(john, alice)
    assert [one["title"] for one in bubble.quick_replies] == ["Yes", "No"]
    assert do(server, "press", message=bubble.pk, button=1).status_code == 200
    said = Message.objects.get(author="customer")
    assert (said.text, said.payload) == ("No", "NO")
    assert do(server, "press", message=bubble.pk, button=2).status_code == 404


def test_a_reaction_goes_on_and_off(server: str, john: Conversation, alice: User) -> None:
    bubble = offer(john, alice)
    message = Message.objects.get()
    do(server, "react", message=bubble.pk, emoji="😮")
    message.refresh_from_db()
    assert message.reaction == "😮"
    do(server, "react", message=bubble.pk, emoji="")
    message.refresh_from_db()
    assert message.reaction == ""


def test_get_started_and_coming_by_a_link(server: str, john: Conversation) -> None:
    do(server, "arrive", ref="summer")
    do(server, "get-started")
    texts = list(Message.objects.order_by("seq").values_list("author", "text"))
    assert texts == [("system", "Came by the link 'summer'"), ("customer", "Get started")]


def test_tells_the_name_of_who_has_none(server: str, page: Page) -> None:
    Customer.objects.create(company=page.company, page=page, customer_id=JOHN_ID)
    do(server, "get-started")
    work_off()
    customer = Customer.objects.get()
    assert customer.first_name
    assert customer.customer_name == f"{customer.first_name} {customer.last_name}"
    answer = requests.get(
        f"{server}/simulator/graph/v23.0/{JOHN_ID}",
        headers={"Authorization": "Bearer wrong"},
        timeout=10,
    )
    assert answer.json()["error"]["error_subcode"] == 33
