"""How a conversation begins.

On Messenger there is one with each customer, found or made. Chats and rooms are opened anew.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.bots.front import bot_of, bot_of_page
from conversations.events import ConversationOpened
from conversations.models import Channel, Conversation, Deed, Owner
from customers.models import Customer
from handoff.actor import Actor
from handoff.news.emitting import action, emit


def conversation_with(customer: Customer, *, by: Actor) -> tuple[Conversation, bool]:
    """The conversation with a Messenger customer, held; opened if there is none; and whether it
    was.

    It starts with the page's bot, or with nobody where there is none in front.
    """
    conversations = Conversation.objects.filter(customer=customer)
    found = conversations.hold()
    if found is not None:
        return found, False
    owner = Owner.BOT if bot_of_page(customer.page) else Owner.NOBODY
    _, is_new = Conversation.objects.get_or_create(
        customer=customer,
        defaults={
            "company_id": customer.company_id,
            "channel": Channel.MESSENGER,
            "owner": owner,
            "stopped_at": None if owner == Owner.BOT else customer.first_seen,
        },
    )
    conversation = conversations.hold()
    assert conversation is not None, "it is there now"
    if is_new:
        conversation.pass_to(owner, deed=Deed.OPENED, by=by)
    return conversation, is_new


@action
def open_conversation(new: Conversation, *, by: Actor) -> tuple[Conversation, bool]:
    """Store a new conversation of a channel that may have many with one contact; and whether it
    was new: one with the same `client_id` of the same visitor is answered, whoever was first.

    `new` has company, channel, policy and whose it is. It starts with the channel's bot, or with
    nobody where there is none in front. Nobody is told but the hub, which lets the participant
    hear it: what hangs on the row (a chat's subject) does not exist yet, so the caller tells.
    """
    found = _opened_before(new)
    if found is not None:
        return found, False
    new.owner = Owner.BOT if bot_of(new) else Owner.NOBODY
    new.stopped_at = None if new.owner == Owner.BOT else timezone.now()
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        found = _opened_before(new)
        if found is None:
            raise
        return found, False
    new.pass_to(Owner(new.owner), deed=Deed.OPENED, by=by)
    emit(
        ConversationOpened(channel=str(new.channel), participant=new.participant),
        company_id=new.company_id,
        conversation_id=new.pk,
        to=[],
    )
    return new, True


def _opened_before(new: Conversation) -> Conversation | None:
    if not new.client_id:
        return None
    same = Conversation.objects.filter(visitor=new.visitor_id, client_id=new.client_id)
    return same.with_people().first()
