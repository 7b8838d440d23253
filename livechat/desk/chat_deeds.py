"""What can be done with a website chat at the desk, besides accepting and answering it.

Each a POST form around one action, refused beside the form. To a conversation that is no chat
nothing is done: it is not found.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from handoff.actor import Actor
from handoff.errors import HandoffError
from handoff.rest import as_refusal
from livechat.actions.answering import end_chat, transfer_chat
from livechat.desk.access import at_desk, user_of
from livechat.desk.chat_forms import InsertForm, TicketForm, TransferForm
from livechat.desk.chats import Chat
from livechat.desk.deeds import carry_out, deed
from livechat.desk.views import Entered, address_of, show_conversation
from livechat.permissions import get_session_for
from livechat.responses.using import use_response
from livechat.tickets.actions import convert_to_ticket


@deed
@at_desk
def transfer(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Hand the chat to a colleague (`agent_id`, `reason`)."""

    def do(actor: Actor) -> None:
        chat = chat_for(actor, conversation_id)
        form = TransferForm(request.POST)
        wishes = form.wishes(allowed=[colleague["agent_id"] for colleague in chat.colleagues])
        transfer_chat(
            actor,
            session_id=conversation_id,
            target_agent_id=wishes["agent_id"],
            reason=wishes["reason"],
        )

    return carry_out(request, conversation_id, do, form="transfer")


@deed
@at_desk
def end(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Close the chat for good."""

    def do(actor: Actor) -> None:
        chat_for(actor, conversation_id)
        end_chat(actor, session_id=conversation_id)

    return carry_out(request, conversation_id, do, form="end")


@deed
@at_desk
def ticket(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Make a ticket of the chat (`subject`, `category_id`, `priority`)."""

    def do(actor: Actor) -> None:
        chat_for(actor, conversation_id)
        wishes = TicketForm(request.POST).wishes()
        convert_to_ticket(actor, conversation_id=conversation_id, **wishes)

    return carry_out(request, conversation_id, do, form="ticket")


@deed
@at_desk
def insert(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Put a canned response (`response`) behind what was typed. Nothing is sent or stored."""
    actor = user_of(request).as_actor(door="desk")
    if request.method != "POST":
        return HttpResponseRedirect(address_of(request, conversation_id))
    chat_for(actor, conversation_id)
    form = InsertForm(request.POST)
    typed = Entered(text=form.typed, client_id=request.POST.get("client_id", "")[:100])
    try:
        filled = use_response(
            actor, response_id=form.response_id(), variables={}, session_id=conversation_id
        )
    except (HandoffError, DatabaseError) as fault:
        error = as_refusal(fault)
        typed = replace(typed, status=error.status, wrong={"insert": error.text})
        return show_conversation(request, conversation_id, typed)
    text = form.with_text(filled.text)
    return show_conversation(
        request, conversation_id, replace(typed, text=text, missing=filled.missing)
    )


def chat_for(actor: Actor, conversation_id: int) -> Chat:
    """Raises `NotFound`, for strangers and for what is no chat."""
    return Chat(get_session_for(actor, conversation_id), actor)
