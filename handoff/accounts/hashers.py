"""Passwords hashed by another system, which stay good until their owner's next sign-in."""

import re

import bcrypt
from django.contrib.auth.hashers import BCryptPasswordHasher

BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
# Each step doubles the time of a sign-in: 4 is the least there is, 14 takes about a second.
COSTS = range(4, 15)
LONGEST_PASSWORD_BYTES = 72


def hash_from_elsewhere(text: str) -> str:
    """A plain bcrypt hash in Django's form; empty if `text` is none, or too dear to check."""
    found = BCRYPT.fullmatch(text)
    return f"bcrypt${text}" if found and int(found[1]) in COSTS else ""


class ForeignBCryptHasher(BCryptPasswordHasher):
    """Checks plain bcrypt, as Go, Node and PHP make it. Nothing new is hashed with it: at the
    first sign-in Django hashes the password anew with the first of `PASSWORD_HASHERS`.
    """

    def encode(self, password: str, salt: bytes | str) -> str:
        """bcrypt looks at 72 bytes only; the library refuses more where others cut them off."""
        cut = password.encode()[:LONGEST_PASSWORD_BYTES]
        given = salt if isinstance(salt, bytes) else salt.encode("ascii")
        return f"{self.algorithm}${bcrypt.hashpw(cut, given).decode('ascii')}"
