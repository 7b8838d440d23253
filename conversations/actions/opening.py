"""How a conversation begins."""

from __future__ import annotations

from conversations.bots.front import bot_of_page
from conversations.models import Channel, Conversation, Deed, Owner
from customers.models import Customer
from handoff.actor import Actor


def conversation_with(customer: Customer, *, by: Actor) -> tuple[Conversation, bool]:
    """The conversation with a Messenger customer, opened if there is none; and whether it was.

    It starts with the page's bot, or with nobody where there is none in front.
    """
    conversations = Conversation.objects.with_people()
    found = conversations.filter(customer=customer).first()
    if found is not None:
        return found, False
    owner = Owner.BOT if bot_of_page(customer.page) else Owner.NOBODY
    made, is_new = Conversation.objects.get_or_create(
        customer=customer,
        defaults={
            "company_id": customer.company_id,
            "channel": Channel.MESSENGER,
            "owner": owner,
            "stopped_at": None if owner == Owner.BOT else customer.first_seen,
        },
    )
    conversation = conversations.get(pk=made.pk)
    if is_new:
        conversation.pass_to(owner, deed=Deed.OPENED, by=by)
    return conversation, is_new
