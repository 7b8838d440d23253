"""How the files' part says no."""

from __future__ import annotations

from handoff.errors import HandoffError, Invalid, NotFound, TooLarge
from handoff.files.pictures import PictureUnsafe

MOST_BYTES = 10 * 1024 * 1024  # contract README, document 4, "Rules"


class FileMissing(Invalid):
    code, sentence = "file_missing", "Choose a file"


class FileEmpty(Invalid):
    code, sentence = "file_empty", "The file is empty"


class FileTooLarge(TooLarge):
    code, sentence = "file_too_large", "The file is larger than 10 MB"


class FileTypeRefused(HandoffError):
    """The content is of no type that may be uploaded, whatever the name says."""

    code, status = "file_type_refused", 415
    sentence = (
        "This type of file is not supported. "
        "Supported are JPEG, PNG, GIF, WebP, PDF, DOC, DOCX, XLS, XLSX, TXT and CSV"
    )


class FileNotFound(NotFound):
    code, sentence = "file_not_found", "File not found"


class TooManyFiles(HandoffError):
    """`wait`: for how many seconds; REST says it as `Retry-After`."""

    code, status = "too_many_files", 429

    def __init__(self, wait: float) -> None:
        super().__init__(f"Too many files wait to be sent. Try again in {int(wait) + 1} seconds.")
        self.wait = wait


FILE_FAULTS = frozenset(
    fault.code
    for fault in (FileMissing, FileEmpty, FileTooLarge, FileTypeRefused, PictureUnsafe,
                  FileNotFound, TooManyFiles)
)  # fmt: skip
"""Codes of what is wrong with a file, and not with the message."""
