"""Which types of files there are, and what may be done with each."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.models.attachment import AttachmentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A type, decided by content. `suffixes`: endings of names, the usual one first.

    `may_be_uploaded`: contract document 4, "File Sharing". `is_shown`: a browser may show it where
    it stands. A PDF is not: under our content policy Chrome refuses to open one.
    """

    media_type: str
    kind: AttachmentKind
    suffixes: tuple[str, ...]
    may_be_uploaded: bool = False

    @property
    def is_shown(self) -> bool:
        return self.kind != AttachmentKind.FILE

    @property
    def suffix(self) -> str:
        return self.suffixes[0]


def _image(name: str, *suffixes: str) -> FileType:
    return FileType(
        media_type=f"image/{name}",
        kind=AttachmentKind.IMAGE,
        suffixes=suffixes,
        may_be_uploaded=True,
    )


def _document(media_type: str, suffix: str) -> FileType:
    return FileType(
        media_type=media_type, kind=AttachmentKind.FILE, suffixes=(suffix,), may_be_uploaded=True
    )


def _audio(name: str, *suffixes: str) -> FileType:
    return FileType(media_type=f"audio/{name}", kind=AttachmentKind.AUDIO, suffixes=suffixes)


def _video(name: str, *suffixes: str) -> FileType:
    return FileType(media_type=f"video/{name}", kind=AttachmentKind.VIDEO, suffixes=suffixes)


OFFICE = "application/vnd.openxmlformats-officedocument"

JPEG = _image("jpeg", "jpg", "jpeg")
PNG = _image("png", "png")
GIF = _image("gif", "gif")
WEBP = _image("webp", "webp")
PDF = _document("application/pdf", "pdf")
DOC = _document("application/msword", "doc")
DOCX = _document(f"{OFFICE}.wordprocessingml.document", "docx")
XLS = _document("application/vnd.ms-excel", "xls")
XLSX = _document(f"{OFFICE}.spreadsheetml.sheet", "xlsx")
TXT = _document("text/plain", "txt")
CSV = _document("text/csv", "csv")
MP3 = _audio("mpeg", "mp3")
M4A = _audio("mp4", "m4a", "mp4")
AAC = _audio("aac", "aac")
OGG = _audio("ogg", "ogg", "oga", "opus")
WAV = _audio("wav", "wav")
MP4 = _video("mp4", "mp4", "m4v")
MOV = _video("quicktime", "mov")
WEBM = _video("webm", "webm")
# Whatever else a customer sends: kept, and only ever saved to disk.
OTHER = FileType(media_type="application/octet-stream", kind=AttachmentKind.FILE, suffixes=("bin",))

TYPES = {
    known.media_type: known
    for known in (
        JPEG, PNG, GIF, WEBP, PDF, DOC, DOCX, XLS, XLSX, TXT, CSV,
        MP3, M4A, AAC, OGG, WAV, MP4, MOV, WEBM, OTHER,
    )
}  # fmt: skip
PICTURES = frozenset({JPEG, PNG, GIF, WEBP})
SUFFIXES = frozenset(suffix for known in TYPES.values() for suffix in known.suffixes)
ENDINGS_TAKEN = ",".join(
    f".{suffix}" for known in TYPES.values() if known.may_be_uploaded for suffix in known.suffixes
)
"""What may be uploaded, as a page's field for files wants it."""


def type_named(media_type: str) -> FileType:
    """The type of this name; an unknown one is only ever saved to disk."""
    return TYPES.get(media_type, OTHER)
