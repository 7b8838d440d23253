"""What chats look like (contract README, "Document 4", "Shapes"): ids are integers.

One shape per noun: REST replies, acknowledgements and news nest the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conversations.files.shapes import words_for
from conversations.models import Author, Conversation, Message
from conversations.serializers import message_data, subject_data, time_text
from handoff.actor import Actor
from livechat.models import ChatSession, Priority, Status

UNKNOWN: Any = object()


def contact_data(conversation: Conversation) -> dict[str, Any]:
    """`id`, `name`: the customer. Who has an account here is named by its id, as in
    `/api/auth/me`; any other visitor by the visitor's. `kind` tells which: `user`, `visitor`."""
    visitor = conversation.visitor
    assert visitor is not None, "a chat has a visitor"
    is_user = visitor.user_id is not None
    return {
        "id": visitor.user_id if is_user else visitor.pk,
        "name": visitor.shown_name,
        "kind": "user" if is_user else "visitor",
    }


def chat_agent_data(conversation: Conversation) -> dict[str, Any] | None:
    """`id`, and the `name` that customers see; None where no agent answers or answered last."""
    if conversation.agent_id is None:
        return None
    return {"id": conversation.agent_id, "name": conversation.agent_name}


def session_data(session: ChatSession, *, position: int | None = UNKNOWN) -> dict[str, Any]:
    """A session. `position` in the queue is asked for (one query) unless the caller knows it."""
    conversation = session.conversation
    return {
        "id": session.pk,
        "status": str(session.status),
        "subject": session.subject,
        "priority": Priority(session.priority).word,
        "required_skills": session.required_skills,
        "metadata": session.metadata,
        "customer": contact_data(conversation),
        "agent": chat_agent_data(conversation),
        "queue_position": session.queue_position if position is UNKNOWN else position,
        "created_at": time_text(session.created_at),
        "accepted_at": time_text(session.accepted_at),
        "closed_at": time_text(session.closed_at),
    }


def sessions_data(sessions: Iterable[ChatSession]) -> list[dict[str, Any]]:
    """Many sessions; their places in the queue cost one query for all."""
    rows = list(sessions)
    waiting = {row.company_id for row in rows if row.status == Status.PENDING}
    places: dict[int, int] = {}
    for company_id in waiting:
        queue = ChatSession.objects.queue().filter(company=company_id).values_list("pk", flat=True)
        places.update({pk: place for place, pk in enumerate(queue, start=1)})
    return [session_data(row, position=places.get(row.pk)) for row in rows]


def chat_subject(conversation: Conversation) -> dict[str, Any]:
    """How news of conversations names a chat: `name`, `session_id`, `contact`."""
    contact = contact_data(conversation)
    return {"name": contact["name"], "session_id": conversation.pk, "contact": contact}


def chat_message_from(subject: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """A message of document 4, from what news says of it: `conversations`' own `subject` and
    `message`. A pure function, so that live, later and by REST it is the same object.

    `content` of a file without words is empty. `sender_id` is a user's or visitor's (`contact`),
    null for the bot and the system; `attachment_url` is null without a file.
    """
    files = message.get("attachments", [])
    content = message["message"]
    if files and content == words_for(file["kind"] for file in files):
        content = ""
    sender_type = str(message["author"])
    senders: dict[str, tuple[int | None, str]] = {
        Author.CUSTOMER: (subject["contact"]["id"], subject["contact"]["name"]),
        Author.AGENT: (int(message.get("agent_id") or 0) or None, message.get("agent_name", "")),
        Author.BOT: (None, "Bot"),
    }
    sender_id, sender_name = senders.get(sender_type, (None, ""))
    return {
        "id": int(message["id"]),
        "session_id": subject["session_id"],
        "type": "file" if files else "text",
        "content": content,
        "attachment_url": files[0].get("url") if files else None,
        "sender_id": sender_id,
        "sender_type": sender_type,
        "sender_name": sender_name,
        "client_id": message.get("client_id", ""),
        "created_at": message["timestamp"],
    }


def chat_message_data(message: Message) -> dict[str, Any]:
    """The same from a stored message. Lists fetch files before (`files.shapes.fetch_files`)."""
    return chat_message_from(subject_data(message.conversation), message_data(message))


def typing_data(session: ChatSession, actor: Actor, *, is_typing: bool) -> dict[str, Any]:
    """Who types, as the other side may read it: an agent under the name shown there."""
    conversation = session.conversation
    if actor.is_team:
        user_id, name = actor.user_id, conversation.agent_name
    else:
        contact = contact_data(conversation)
        user_id, name = contact["id"], contact["name"]
    return {"session_id": session.pk, "user_id": user_id, "name": name, "is_typing": is_typing}
