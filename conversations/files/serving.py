"""`GET /uploads/chat/<name>`: a file, to whoever knows its name.

The name holds 128 random bits (contract README, document 4, "Rules"), so it is proof enough: an
`<img>` in a website's chat can send no other. Every answer tells the browser to believe our type,
to run nothing, and to show only pictures, sound and video; all else is saved to disk.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import IO

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from conversations.files.addresses import served_name
from conversations.files.storing import opened
from conversations.files.types import type_named
from conversations.models.attachment import Attachment, AttachmentState
from handoff.connections import let_database_go
from handoff.files.keys import key_in
from handoff.files.serving import KEPT_BY_BROWSERS, SAFE, gone

PIECE_BYTES = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
def serve_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file, or the part of it that `Range` asks for; 404 for any other name."""
    key = key_in(name)
    found = Attachment.objects.filter(key=key, state=AttachmentState.STORED).first()
    if not key or found is None or served_name(found) != name:
        return gone()
    try:
        file = opened(found)
    except FileNotFoundError:
        return gone()
    let_database_go()  # or whoever reads slowly would keep it to the end of the file
    return answer(request, found, file)


def answer(request: HttpRequest, attachment: Attachment, file: IO[bytes]) -> HttpResponseBase:
    size = attachment.size_bytes
    asked = part_asked(request.headers.get("Range", ""))
    part = part_of(asked, size) if asked else (0, size)
    if part is None:
        file.close()
        return HttpResponse(status=416, headers={**SAFE, "Content-Range": f"bytes */{size}"})
    start, end = part
    status = 206 if asked else 200
    if request.method == "HEAD":
        file.close()
        response: HttpResponseBase = HttpResponse(status=status)
    else:
        file.seek(start)
        way = PiecesInThreads if isinstance(request, ASGIRequest) else Pieces
        response = StreamingHttpResponse(way(file, end - start), status=status)
    for header, value in headers_of(attachment, start, end).items():
        response[header] = value
    if asked:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def headers_of(attachment: Attachment, start: int, end: int) -> dict[str, str]:
    file_type = type_named(attachment.media_type)
    return {
        **SAFE,
        "Content-Type": file_type.media_type,
        "Content-Length": str(end - start),
        "Content-Disposition": content_disposition_header(
            as_attachment=not file_type.is_shown, filename=attachment.name
        )
        or "attachment",
        "Cache-Control": KEPT_BY_BROWSERS,
        "Accept-Ranges": "bytes",
    }


def part_asked(header: str) -> tuple[str, str] | None:
    """First and last byte of one part as `Range` words them; None for what we do not understand.
    Players of sound and video ask for parts, also for one that is the whole."""
    found = RANGE.fullmatch(header)
    return (found[1], found[2]) if found and found[0] != "bytes=-" else None


def part_of(asked: tuple[str, str], size: int) -> tuple[int, int] | None:
    """Start and end (not included) in a file of this size; None for a part that it has not."""
    first, last = asked
    if first:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    else:
        start, end = max(0, size - int(last)), size
    return (start, end) if start < end else None


class Pieces:
    """So many bytes of a file, piece by piece. Django closes it with the answer."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file = file
        self.left = length

    def read(self) -> bytes:
        piece = self.file.read(min(PIECE_BYTES, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read():
            yield piece


class PiecesInThreads(Pieces):
    """Under ASGI: the event loop never waits for the disk, and no file is held whole in memory."""

    __iter__ = None  # type: ignore[assignment]  # Django takes what is iterable for synchronous

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await asyncio.to_thread(self.read):
            yield piece
