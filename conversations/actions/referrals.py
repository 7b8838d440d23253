"""Noting by which link or ad a customer came, where the agents see it."""

from __future__ import annotations

from datetime import datetime

from conversations.actions.adding import Words, add_message, believable
from conversations.actions.repeating import Repeated
from conversations.models import Author, Conversation
from conversations.referrals import Referral, restored, stored, words_of
from customers.actions import keep_referral, remember_customer
from customers.models import Page
from handoff.news.emitting import action


@action
def note_referral(page: Page, *, customer_id: str, referral: Referral, at: datetime) -> None:
    """Keep it with the customer, and write a system line into the conversation; twice is as good
    as once.

    Whoever has never written gets no conversation by coming: the line is written when they do
    (`tell_arrival`). Nobody is woken: neither the bot nor a person is asked anything.
    """
    customer = remember_customer(page, customer_id, seen_at=believable(at))
    conversation = Conversation.objects.filter(customer=customer).hold()
    if conversation is not None:
        write_line(conversation, referral, at)
    keep_referral(customer, stored(referral, at=at))  # behind the lock of the conversation


def tell_arrival(conversation: Conversation) -> None:
    """Write the line of a customer who came by a link before they first wrote."""
    came = restored(conversation.customer.referral) if conversation.customer else None
    if came is not None:
        write_line(conversation, *came)


def write_line(conversation: Conversation, referral: Referral, at: datetime) -> None:
    """Write it unless it stands there."""
    customer = conversation.customer
    assert customer is not None, "only Messenger customers come by referrals"
    words = Words(
        author=Author.SYSTEM,
        text=words_of(referral),
        at=believable(at),
        page=customer.page,
        provider_id=f"referral:{customer.customer_id}:{int(at.timestamp() * 1000)}",
    )
    try:
        add_message(conversation, words)
    except Repeated:
        return
