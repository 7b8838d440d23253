"""`POST /api/chat-upload/upload` (contract document 4, "File Sharing")."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conversations.actions.attaching import upload_file
from conversations.files import schema
from conversations.files.addresses import address_of, served_name
from conversations.files.errors import MOST_BYTES, FileMissing, FileTooLarge
from customers.participants import ParticipantAuthentication, participant_or_team
from customers.permissions import IsParticipantOrTeam
from handoff.accounts.authentication import SessionCookieAuthentication
from handoff.rest import LiveChatErrors
from handoff.scopes import MESSAGES_SEND

ENVELOPE_BYTES = 64 * 1024  # what a form needs around its file


class BoundedUpload(TemporaryFileUploadHandler):
    """Writes a file to disk as it comes in, and stops as soon as it is too large."""

    received_bytes = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  (Django's name)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MOST_BYTES + ENVELOPE_BYTES:
            raise FileTooLarge

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received_bytes += len(raw_data)
        if self.received_bytes > MOST_BYTES:
            self.file.close()  # which removes it
            raise FileTooLarge
        return super().receive_data_chunk(raw_data, start)


class UploadView(LiveChatErrors, APIView):
    """Takes the form field `file`, of 10 MB at most.

    201 `{"success": true, "file": {"filename", "url", "size", "mimetype"}}`; the `url` is what
    `attachment_url` of a message names, once. 400 no file or an empty one, 413 too large, 415 a
    type that is not supported, by its content; 429 where too many wait to be sent. Errors are
    `{"success": false, "error"}`.
    """

    parser_classes = (MultiPartParser,)
    authentication_classes = (ParticipantAuthentication, SessionCookieAuthentication)
    permission_classes = (IsParticipantOrTeam,)
    key_scopes: ClassVar = {"write": MESSAGES_SEND}

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        # Before anything reads the body: the check of a form's CSRF token does.
        request.upload_handlers = [BoundedUpload(request)]
        return super().initialize_request(request, *args, **kwargs)

    @schema.upload_file
    def post(self, request: Request) -> Response:
        attachment = upload_file(participant_or_team(request), file=file_of(request))
        shown = {
            "filename": served_name(attachment),
            "url": address_of(attachment),
            "size": attachment.size_bytes,
            "mimetype": attachment.media_type,
        }
        return Response({"success": True, "file": shown}, status=201)


def file_of(request: Request) -> UploadedFile[bytes]:
    """The one file of the form. Raises `FileMissing`."""
    files = request.FILES.getlist("file") if request.FILES else []
    if not files:
        raise FileMissing
    if len(files) > 1:
        raise FileMissing("Send one file at a time")
    return cast("UploadedFile[bytes]", files[0])
