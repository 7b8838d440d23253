"""What is said from outside, on any channel: by Messenger customers, visitors and guests."""

from __future__ import annotations

import logging

from django.utils import timezone

from conversations.actions.adding import Words, add_message
from conversations.actions.attaching import get_upload_for
from conversations.actions.guards import refuse_closed
from conversations.actions.ownership import tell_stop_changed
from conversations.actions.repeating import said_before
from conversations.actions.stopping import request_person
from conversations.bots.turns import schedule_turn
from conversations.detection import find_request
from conversations.models import Author, Conversation, Message, Owner
from conversations.permissions import get_own_conversation_for
from conversations.quick_replies import REQUEST_PERSON_PAYLOAD
from customers.actions import note_guest_seen, note_visitor_seen
from handoff.actor import Actor
from handoff.news.emitting import action

logger = logging.getLogger(__name__)


def hear(conversation: Conversation, words: Words, *, by: Actor, is_new: bool = False) -> Message:
    """Hear somebody in a conversation that is held: their words are stored under its owner.

    Where the bot answers: a request for a person hands over in silence (contract document 3,
    "Agent Handoff Behavior"), anything else is the bot's next turn. Raises `Repeated` if the
    provider told it before, `ConversationClosed`.
    """
    refuse_closed(conversation)
    message = add_message(conversation, words)
    if is_new and conversation.stop:
        tell_stop_changed(conversation)
    if conversation.owner == Owner.BOT:
        reason = why_person_is_wanted(words.text if message.has_words else "", words.payload)
        if reason:
            request_person(conversation, by=by, reason=reason, message=words.text)
        else:
            schedule_turn(message, epoch=conversation.epoch)
    return message


def why_person_is_wanted(text: str, payload: str) -> str:
    """Why this asks for a person, empty if it does not: the button for it was pressed, or the
    detector finds it in the words. Its fault must not cost the customer's message."""
    if payload == REQUEST_PERSON_PAYLOAD:
        return "pressed a button"
    try:
        request = find_request(text) if text else None
    except Exception:
        logger.exception("The detector failed on a message of %d characters", len(text))
        return ""
    return request.rule if request else ""


@action
def write_as_participant(
    actor: Actor, *, conversation_id: int, text: str = "", client_id: str = "",
    attachment_url: str = "",
) -> Message:  # fmt: skip
    """Say something in one's own conversation, whoever answers there, also while nobody does.

    `attachment_url` names an upload of the participant's own that was not sent before. The same
    `client_id` again answers the first message and does nothing else. Raises NotFound,
    FileNotFound, ConversationClosed.
    """
    conversation = get_own_conversation_for(actor, conversation_id, hold=True)
    said = said_before(conversation, client_id, by_customer=True)
    if said is not None:
        return said
    now = timezone.now()
    upload = None
    if attachment_url:
        upload = get_upload_for(actor, attachment_url, company_id=conversation.company_id)
    words = Words(author=Author.CUSTOMER, text=text, at=now, client_id=client_id, upload=upload)
    message = hear(conversation, words, by=actor)
    if conversation.visitor:
        note_visitor_seen(conversation.visitor, at=now)
    if conversation.guest:
        note_guest_seen(conversation.guest, at=now)
    return message
