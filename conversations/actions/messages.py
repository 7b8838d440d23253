"""Messages between agents and customers. Writing is a claim too: every message is inserted behind
an UPDATE of its conversation that still allows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversations.actions.adding import Repeated, Words, add_message, believable
from conversations.actions.attaching import get_upload_for
from conversations.actions.guards import require_held
from conversations.actions.hearing import hear
from conversations.actions.opening import conversation_with
from conversations.actions.ownership import change_owner, judged, tell_stop_changed
from conversations.actions.reading import read_by_staff
from conversations.actions.referrals import tell_arrival
from conversations.actions.saying import parts_of, say
from conversations.actions.taking import claim
from conversations.actions.telling import tell_message_changed, tell_staff_assigned
from conversations.client_ids import WORDS_OF
from conversations.errors import AssignedToAnother, ClientIdTaken
from conversations.files.incoming import Incoming
from conversations.models import Author, Conversation, Deed, Message, MessageState, Owner
from conversations.permissions import get_conversation_for
from conversations.quick_replies import QuickReply
from customers.actions import remember_customer
from customers.models import Page
from handoff.actor import Actor, customer_of, system_of
from handoff.news.emitting import action


@action
def send_message(
    actor: Actor, *, conversation_id: int, text: str = "", client_id: str = "",
    from_bot: bool = False, attachment_url: str = "",
    quick_replies: tuple[QuickReply, ...] = (), takes: bool = True,
) -> Message:  # fmt: skip
    """Say something as an agent; stored and queued when it returns, not delivered yet.

    `attachment_url` names an upload of the actor's that was not sent before. Where a channel has
    no message of words and a file (Messenger), the words follow as a message of their own, in the
    same transaction; the first one, with the file, bears the `client_id` and is returned.
    `quick_replies` stand under the last of them.

    Where nobody answers the sender takes the conversation; `from_bot` allows that also where
    nobody asked for a person. Without `takes` nobody takes it by writing: who has not taken it
    before is refused. In a room, the guest is told who is there, and the sender has read what was
    said. The same `client_id` again answers the first message and does nothing else.
    Raises NotFound, FileNotFound, AssignedToAnother, NotRequested, NotAssigned (without `takes`),
    ConversationClosed, ClientIdTaken, CannotSend; then nothing is stored.
    """

    def judge(conversation: Conversation) -> Message:
        said = said_before(conversation, client_id)
        if said is not None:
            return said
        if takes:
            claim(
                conversation, actor, agent_name=None, from_bot=from_bot, refusal=AssignedToAnother
            )
        else:
            require_held(conversation, actor)
        upload = None
        if attachment_url:
            company_id = conversation.company_id
            upload = get_upload_for(actor, attachment_url, company_id=company_id)
        first, *others = parts_of(conversation, text, upload, quick_replies)
        message = say(conversation, actor, first, client_id=client_id)
        for part in others:
            say(conversation, actor, part, client_id=f"{WORDS_OF}{message.pk}")
        tell_staff_assigned(conversation)
        read_by_staff(conversation)
        return message

    def look() -> Conversation:
        return get_conversation_for(actor, conversation_id)

    try:
        return action(judged)(look, judge)  # of its own: what is undone is told to nobody
    except Repeated:  # the first of the two was stored while we waited for the row
        return said_before(look(), client_id) or judge(look())


def said_before(conversation: Conversation, client_id: str) -> Message | None:
    """What our side said here under this client_id, if anything, whoever it was (contract README,
    "Resuming and repeating"). Raises ClientIdTaken where the other side has used it: clients that
    count 1, 2, 3 meet, and who is answered with another's words would lose the own ones."""
    if not client_id:
        return None
    said = Message.objects.filter(conversation=conversation, client_id=client_id).first()
    if said is None:
        return None
    if said.author == Author.CUSTOMER:
        raise ClientIdTaken
    said.conversation = conversation
    return said


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
    if Message.objects.filter(page=page, provider_id=provider_id).exclude(provider_id="").exists():
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

    def judge(conversation: Conversation) -> Message:
        if is_new:
            tell_arrival(conversation)
        return hear(conversation, words, by=by, is_new=is_new)

    try:
        return judged(lambda: Conversation.objects.with_people().get(pk=conversation.pk), judge)
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
    opened, is_new = conversation_with(customer, by=by)
    words = Words(
        author=Author.AGENT,
        text=text,
        files=files,
        at=at,
        page=page,
        provider_id=provider_id,
        state=MessageState.SENT,
    )

    def judge(conversation: Conversation) -> Message:
        message = add_message(conversation, words)
        if is_new and conversation.stop:
            tell_stop_changed(conversation)
        if conversation.owner == Owner.BOT:
            change_owner(conversation, Owner.NOBODY, deed=Deed.ANSWERED_OUTSIDE, by=by)
        return message

    try:
        return judged(lambda: Conversation.objects.with_people().get(pk=opened.pk), judge)
    except Repeated:
        return None


# What may follow what. A message never goes back: a late receipt changes nothing.
FOLLOWS: dict[str, set[str]] = {
    MessageState.PENDING: {"sent", "delivered", "read", "uncertain", "failed", "cancelled"},
    MessageState.UNCERTAIN: {"pending", "sent", "delivered", "read", "failed"},
    MessageState.FAILED: {"pending", "sent", "delivered", "read"},
    MessageState.CANCELLED: {
        "sent",
        "delivered",
        "read",
    },  # an echo told that it had left after all
    MessageState.SENT: {"delivered", "read"},
    MessageState.DELIVERED: {"read"},
}


@action
def mark_message(
    message_id: int, *, state: MessageState, reason: str = "", provider_id: str = ""
) -> bool:
    """Move a message on and tell everyone; False where it has come that far already.

    `pending` with another `reason` is told too: the agent sees why it waits.
    """
    message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    if provider_id and not message.provider_id:
        message.provider_id = provider_id
        customer = message.conversation.customer
        message.page = customer.page if customer else None
        message.save(update_fields=["provider_id", "page"])
    if (state, reason) == (message.state, message.state_reason):
        return False
    if state != message.state and state not in FOLLOWS.get(message.state, set()):
        return False
    message.state, message.state_reason = state, reason[:300]
    message.save(update_fields=["state", "state_reason"])
    message.conversation = Conversation.objects.with_people().get(pk=message.conversation_id)
    tell_message_changed(message)
    return True
