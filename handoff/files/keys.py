"""A file's key: its name in addresses and in the storage, which nobody can guess."""

from __future__ import annotations

import re
import secrets

KEY_BYTES = 16
SERVED_NAME = re.compile(r"([0-9a-f]{32})\.[a-z0-9]{1,5}")


def new_key() -> str:
    """128 random bits, as 32 hexadecimal digits: who knows it may read the file."""
    return secrets.token_hex(KEY_BYTES)


def key_in(name: str) -> str:
    """The key in the last part of an address; empty if there is none."""
    found = SERVED_NAME.fullmatch(name)
    return found[1] if found else ""


def place_of(root: str, key: str) -> str:
    """Where the file of a key lies under `root`: 256 folders, and no ending that a program would
    heed."""
    return f"{root}/{key[:2]}/{key}"
