"""The files of the simulated Messenger: what phones send, what pages upload, and where both lie."""

from __future__ import annotations

import secrets
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.models import PhoneFile, PhoneMessage
from conversations.files.judging import type_of
from conversations.files.names import shown_name
from conversations.files.types import type_named
from handoff.files.serving import SAFE
from handoff.outgoing.addresses import origin_of

MOST_BYTES = 25 * 1024 * 1024


def keep(page_id: str, file: UploadedFile[bytes], *, kind: str = "") -> PhoneFile:
    """Put it into the storage. `kind` is what Messenger shows it as; empty: what it is."""
    content = cast(BinaryIO, file.file)
    found = type_of(content, name=file.name or "")
    key = secrets.token_hex(16)
    default_storage.save(place_of(key), File(cast(IO[bytes], content)))
    return PhoneFile.objects.create(
        page_id=page_id,
        key=key,
        name=shown_name(file.name or "", found),
        media_type=found.media_type,
        kind=kind or str(found.kind),
    )


def place_of(key: str) -> str:
    return f"simulator/{key}"


def content_of(message: PhoneMessage) -> dict[str, Any]:
    """What a webhook says of a message: its text, its file, or both."""
    content: dict[str, Any] = {"text": message.text} if message.text else {}
    if message.file is not None:
        payload = {"url": f"{origin_of(settings.MESSENGER_GRAPH_URL)}{path_of(message.file)}"}
        content["attachments"] = [{"type": message.file.kind, "payload": payload}]
    return content


def path_of(file: PhoneFile) -> str:
    return reverse("simulator-file", args=[file.key, file.name])


def file_data(file: PhoneFile) -> dict[str, Any]:
    """What a phone shows of a file."""
    return {"name": file.name, "kind": file.kind, "url": path_of(file)}


@simulator_only
@require_safe
def serve(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """A file as Facebook's servers give it out, held in memory: this is a game."""
    file = PhoneFile.objects.filter(key=key, name=name).first()
    if file is None or not default_storage.exists(place_of(key)):
        raise Http404
    with default_storage.open(place_of(key)) as stored:
        content = stored.read()
    response = HttpResponse(content, content_type=file.media_type, headers=SAFE)
    if not type_named(file.media_type).is_shown:
        response["Content-Disposition"] = "attachment"
    return response
