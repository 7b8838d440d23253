"""A Graph API of our own: `POST /simulator/graph/<version>/<page_id>/message_attachments`."""

from __future__ import annotations

import json
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from conversations.connectors.messenger.simulator.files import MOST_BYTES, keep
from conversations.connectors.messenger.simulator.gate import simulator_only
from conversations.connectors.messenger.simulator.graph import token_of
from conversations.connectors.messenger.simulator.rules import GraphRefusal, check_page

KINDS = ("image", "audio", "video", "file")


@csrf_exempt
@simulator_only
@require_POST
def upload_attachment(request: HttpRequest, version: str, page_id: str) -> HttpResponse:
    """Keep a file for messages to come: `{"attachment_id"}`."""
    try:
        fields: dict[str, Any] = dict(request.POST.items())
        check_page(page_id, fields, token_of(request, fields))
        file = file_in(request)
        kept = keep(page_id, file, kind=kind_in(fields))
    except GraphRefusal as refusal:
        return JsonResponse(refusal.as_body(), status=refusal.status)
    return JsonResponse({"attachment_id": str(kept.pk)})


def file_in(request: HttpRequest) -> UploadedFile[bytes]:
    file = request.FILES.get("filedata")
    if file is None or not file.size:
        raise GraphRefusal(100, "No file was uploaded")
    if file.size > MOST_BYTES:
        raise GraphRefusal(100, "Attachment size exceeds allowable limit", subcode=2018278)
    return cast("UploadedFile[bytes]", file)


def kind_in(fields: dict[str, Any]) -> str:
    """What the file is to be shown as. Raises `GraphRefusal`."""
    try:
        kind = json.loads(fields.get("message", ""))["attachment"]["type"]
    except (ValueError, RecursionError, TypeError, KeyError):
        kind = None
    if kind not in KINDS:
        raise GraphRefusal(100, "param message[attachment][type] must be one of its values")
    return str(kind)
