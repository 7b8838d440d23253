"""Bringing our files to Facebook, before the message that shows them.

Messenger Platform, "Attachment Upload API Reference" and "Saving assets" (22 April 2026): a form
with `message` and `filedata` goes to `/{page}/message_attachments`; the `attachment_id` in the
answer stands for the file, for 90 days. Nobody sees anything of it, so an upload may be repeated.
It takes longer than a question (`graph_api.request`), and so has one deadline for all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from urllib3 import encode_multipart_formdata

from conversations.connectors.messenger import graph_api
from conversations.connectors.messenger.answers import Answer, judge_upload
from conversations.connectors.messenger.send_api import Uploaded
from conversations.files.storing import opened
from conversations.files.types import GIF, JPEG, PNG
from conversations.models import Attachment, AttachmentKind
from handoff.outbox.kinds import Refused, TryAgain
from handoff.outgoing.asking import posting
from handoff.outgoing.faults import NoAddress, OutgoingFault

SECONDS = 60.0
SHOWN_AS_IMAGE = frozenset(known.media_type for known in (JPEG, PNG, GIF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Which file goes to which page."""

    page_id: str
    access_token: str
    attachment: Attachment


def upload(parcel: Parcel) -> Uploaded:
    """Bring it there, in at most a minute. Raises `TryAgain` or `Refused`."""
    graph_api.refuse_unsound(parcel.access_token)
    body, content_type = form_of(parcel)
    try:
        with posting(
            graph_api.address_of(f"{parcel.page_id}/message_attachments"),
            body=body,
            headers={
                "Content-Type": content_type,
                "Authorization": f"Bearer {parcel.access_token}",
            },
            seconds=SECONDS,
            most_bytes=graph_api.MAX_ANSWER_BYTES,
            allow_private=True,  # the operator has set where Facebook is
        ) as reply:
            answer = Answer(reply.status, reply.headers, reply.read())
    except NoAddress as fault:
        raise Refused(graph_api.NO_ADDRESS) from fault
    except OutgoingFault as fault:
        raise TryAgain(f"Messenger did not take the file: {fault}") from fault
    return Uploaded(type=type_of(parcel.attachment), attachment_id=judge_upload(answer))


def type_of(attachment: Attachment) -> str:
    """What Messenger shows it as. It has no word on WebP, which goes as a file therefore."""
    is_image = attachment.kind == AttachmentKind.IMAGE
    if is_image and attachment.media_type not in SHOWN_AS_IMAGE:
        return str(AttachmentKind.FILE.value)
    return str(attachment.kind)


def form_of(parcel: Parcel) -> tuple[bytes, str]:
    """The body, files of ours have 10 MB at most, and its content type. Raises `Refused` where the
    file is gone."""
    payload = {"is_reusable": True}
    message = {"attachment": {"type": type_of(parcel.attachment), "payload": payload}}
    file = parcel.attachment
    fields: dict[str, Any] = {
        "message": orjson.dumps(message),
        "filedata": (file.name, content_of(parcel), file.media_type),
    }
    return encode_multipart_formdata(graph_api.proved(fields, parcel.access_token))


def content_of(parcel: Parcel) -> bytes:
    try:
        with opened(parcel.attachment) as file:
            return file.read()
    except FileNotFoundError as fault:
        raise Refused("The file is not there any more") from fault
