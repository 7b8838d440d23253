"""What can be done at the desk, each a POST form around one action.

Done: 303 to the conversation. Refused: the conversation again, with the sentence and the status of
the refusal, and with the text that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from conversations.actions.attaching import upload_again, upload_file
from conversations.actions.releasing import release_conversation
from conversations.actions.rooms import open_room
from conversations.actions.sending import send_message
from conversations.actions.stopping import set_stop
from conversations.actions.taking import take_conversation
from conversations.client_ids import AGAIN
from conversations.files.addresses import address_of as address_of_file
from conversations.files.errors import FILE_FAULTS
from conversations.models import Attachment, Message, Owner
from conversations.permissions import get_conversation_for
from conversations.quick_replies import QuickReply, restored
from handoff.actor import Actor
from handoff.errors import Conflict, HandoffError, Invalid, NotFound
from handoff.rest import as_refusal
from livechat.actions.answering import accept_chat
from livechat.actions.talking import say_in_chat
from livechat.desk.access import at_desk, user_of
from livechat.desk.chats import session_of
from livechat.desk.forms import ReplyForm
from livechat.desk.rooms import is_room
from livechat.desk.views import Entered, address_of, show_conversation

SENT_BEFORE = (
    "What stood here first was sent already. Send again to send this as a message of its own."
)

deed = require_http_methods(["GET", "HEAD", "POST"])


class SentBefore(Conflict):
    """The form was sent once before, with another text (the browser's Back shows such forms)."""

    code, sentence = "sent_before", SENT_BEFORE


@deed
@at_desk
def take(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Take over: from nobody, or from the bot. A chat is accepted, by the chat's rules; a room is
    opened, from whoever had it."""

    def do(actor: Actor) -> None:
        if is_room(get_conversation_for(actor, conversation_id)):
            open_room(actor, conversation_id=conversation_id)
            return
        if is_chat(actor, conversation_id):
            accept_chat(actor, session_id=conversation_id)
            return
        take_conversation(actor, conversation_id=conversation_id, from_bot=True)

    return carry_out(request, conversation_id, do)


@deed
@at_desk
def release(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Let go: then nobody answers."""

    def do(actor: Actor) -> None:
        release_conversation(actor, conversation_id=conversation_id)

    return carry_out(request, conversation_id, do)


@deed
@at_desk
def resume(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Hand back to the bot, from an agent or from nobody."""

    def do(actor: Actor) -> None:
        if get_conversation_for(actor, conversation_id).owner == Owner.AGENT:
            release_conversation(actor, conversation_id=conversation_id, resume_bot=True)
        else:
            set_stop(actor, conversation_id=conversation_id, stop=False)

    return carry_out(request, conversation_id, do)


@deed
@at_desk
def reply(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Send what was typed (`text`, `client_id`) and chosen (`file`), or a message that failed
    (`again`, its id)."""

    def do(actor: Actor) -> None:
        if "again" in request.POST:
            reply = reply_again(actor, conversation_id, request.POST["again"])
        else:
            reply = reply_of(actor, conversation_id, ReplyForm(request.POST, request.FILES))
        message = say(actor, conversation_id, reply)
        if not reply.upload and message.text != reply.text:
            raise SentBefore

    return carry_out(request, conversation_id, do)


def say(actor: Actor, conversation_id: int, reply: Reply) -> Message:
    """Send it: on Messenger that takes over, in a chat one has accepted before."""
    address = address_of_file(reply.upload) if reply.upload else ""
    if is_chat(actor, conversation_id):
        return say_in_chat(
            actor,
            session_id=conversation_id,
            content=reply.text,
            client_id=reply.client_id,
            attachment_url=address,
        )
    return send_message(
        actor,
        conversation_id=conversation_id,
        text=reply.text,
        client_id=reply.client_id,
        from_bot=True,
        attachment_url=address,
        quick_replies=reply.quick_replies,
    )


def is_chat(actor: Actor, conversation_id: int) -> bool:
    """Raises `NotFound`, also for strangers."""
    return session_of(get_conversation_for(actor, conversation_id), actor) is not None


def carry_out(
    request: HttpRequest, conversation_id: int, do: Callable[[Actor], None], *, form: str = ""
) -> HttpResponse:
    """Do it, and show the conversation. A GET comes here after signing in again: it only shows.

    `form` names the form beside which a refusal stands; without it, above the conversation.
    """
    actor = user_of(request).as_actor(door="desk")
    address = address_of(request, conversation_id)
    if request.method != "POST":
        return HttpResponseRedirect(address)
    try:
        do(actor)
    except NotFound:
        raise
    except (HandoffError, DatabaseError) as fault:
        return refuse(request, conversation_id, as_refusal(fault), form=form)
    done = HttpResponseRedirect(f"{address}#end")
    done.status_code = 303
    return done


def refuse(
    request: HttpRequest, conversation_id: int, error: HandoffError, *, form: str = ""
) -> HttpResponse:
    """The page again. A form that was used up gets a new `client_id`, any other keeps its own."""
    is_used_up = error.code == "sent_before"
    is_files = error.code in FILE_FAULTS
    entered = Entered(
        status=error.status,
        alert="" if is_files or form else error.text,
        file_alert=error.text if is_files else "",
        wrong={form: error.text} if form else {},
        posted=request.POST.dict() if form else {},
        text=request.POST.get("text", ""),
        client_id="" if is_used_up else request.POST.get("client_id", "")[:100],
    )
    return show_conversation(request, conversation_id, entered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is to be sent, and the id that sends it only once."""

    text: str
    client_id: str
    upload: Attachment | None = None
    quick_replies: tuple[QuickReply, ...] = ()


def reply_of(actor: Actor, conversation_id: int, form: ReplyForm) -> Reply:
    """What was typed and chosen. Raises `Invalid`, `NotFound`, and what is wrong with the file."""
    conversation = get_conversation_for(actor, conversation_id)
    if not form.is_valid():
        raise Invalid(form.sentence)
    file = form.cleaned_data["file"]
    upload = upload_file(actor, file=file, company_id=conversation.company_id) if file else None
    return Reply(
        text=form.cleaned_data["text"], client_id=form.cleaned_data["client_id"], upload=upload
    )


def reply_again(actor: Actor, conversation_id: int, message_id: str) -> Reply:
    """A message of the actor's conversation once more, with its file, and an id that repeats it
    only once."""
    conversation = get_conversation_for(actor, conversation_id)
    if not (message_id.isdecimal() and len(message_id) < 18):
        raise NotFound
    message = Message.objects.filter(conversation=conversation, pk=int(message_id)).first()
    if message is None or not message.is_human:
        raise NotFound
    return Reply(
        text=message.text if message.has_words else "",
        client_id=f"{AGAIN}{message.pk}",
        quick_replies=restored(message.quick_replies),
        upload=upload_again(actor, message),
    )
