"""What agents say. Writing is a claim too: every message is inserted behind an UPDATE of its
conversation that still allows it."""

from __future__ import annotations

from conversations.actions.attaching import get_upload_for
from conversations.actions.guards import require_held
from conversations.actions.reading import read_by_staff
from conversations.actions.repeating import said_before
from conversations.actions.saying import parts_of, say
from conversations.actions.taking import claim
from conversations.actions.telling import tell_staff_assigned
from conversations.client_ids import WORDS_OF
from conversations.errors import AssignedToAnother
from conversations.models import Message
from conversations.permissions import get_conversation_for
from conversations.quick_replies import QuickReply
from handoff.actor import Actor
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
    ConversationClosed, CannotSend; then nothing is stored.
    """
    conversation = get_conversation_for(actor, conversation_id, hold=True)
    said = said_before(conversation, client_id)
    if said is not None:
        return said
    if takes:
        claim(conversation, actor, agent_name=None, from_bot=from_bot, refusal=AssignedToAnother)
    else:
        require_held(conversation, actor)
    upload = None
    if attachment_url:
        upload = get_upload_for(actor, attachment_url, company_id=conversation.company_id)
    first, *others = parts_of(conversation, text, upload, quick_replies)
    message = say(conversation, actor, first, client_id=client_id)
    for part in others:
        say(conversation, actor, part, client_id=f"{WORDS_OF}{message.pk}")
    tell_staff_assigned(conversation)
    read_by_staff(conversation)
    return message
