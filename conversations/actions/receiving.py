"""What Facebook tells of a page: what customers wrote, and what was replied in its own inbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversations.actions.adding import Words, add_message, believable
from conversations.actions.hearing import hear
from conversations.actions.opening import conversation_with
from conversations.actions.ownership import change_owner, tell_stop_changed
from conversations.actions.referrals import tell_arrival
from conversations.actions.repeating import Repeated, told_before
from conversations.files.incoming import Incoming
from conversations.models import Author, Deed, Message, MessageState, Owner
from customers.actions import remember_customer
from customers.models import Page
from handoff.actor import customer_of, system_of
from handoff.news.emitting import action


@action
def receive_message(
    page: Page, *, customer_id: str, text: str, provider_id: str, sent_at: datetime,
    files: Sequence[Incoming] = (), payload: str = "",
) -> Message | None:  # fmt: skip
    """Store what a Messenger customer wrote, once; None if this `provider_id` is stored already.

    `files` are copied later (`attaching.expect_files`); `text` may be empty beside them. Where they
    pressed a button, `text` stands on it and `payload` is what it says to programs. Where the bot
    answers: a request for a person hands over in silence (contract document 3, "Agent Handoff
    Behavior"), anything else is the bot's next turn.
    """
    if provider_id and told_before(page, provider_id):
        return None
    at = believable(sent_at)
    customer = remember_customer(page, customer_id, seen_at=at)
    by = customer_of(page.company_id, name=customer.shown_name, door="messenger")
    conversation, is_new = conversation_with(customer, by=by)
    words = Words(
        author=Author.CUSTOMER,
        text=text,
        files=files,
        at=at,
        page=page,
        provider_id=provider_id,
        payload=payload,
    )
    if is_new:
        tell_arrival(conversation)
    try:
        return hear(conversation, words, by=by, is_new=is_new)
    except Repeated:
        return None


@action
def record_outside_reply(
    page: Page, *, customer_id: str, text: str, provider_id: str, sent_at: datetime,
    files: Sequence[Incoming] = (),
) -> Message | None:  # fmt: skip
    """Store a reply that somebody typed in Facebook's own inbox; it silences the bot.

    None if this `provider_id` is stored already. The person is none of ours: `is_human` without
    `agent_*` (contract README, "Requests and replies").
    """
    at = believable(sent_at)
    by = system_of(page.company_id, door="messenger")
    customer = remember_customer(page, customer_id, seen_at=at)
    conversation, is_new = conversation_with(customer, by=by)
    words = Words(
        author=Author.AGENT,
        text=text,
        files=files,
        at=at,
        page=page,
        provider_id=provider_id,
        state=MessageState.SENT,
    )
    try:
        message = add_message(conversation, words)
    except Repeated:
        return None
    if is_new and conversation.stop:
        tell_stop_changed(conversation)
    if conversation.owner == Owner.BOT:
        change_owner(conversation, Owner.NOBODY, deed=Deed.ANSWERED_OUTSIDE, by=by)
    return message
