"""Secrets at rest: a text field whose column holds Fernet tokens, never the text.

Keys come from `ENCRYPTION_KEYS`, newest first: the first encrypts, all of them decrypt, so that a
key can be replaced without a pause (`manage.py rotate_keys`).
"""

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


def key_from_secret(secret: str) -> str:
    """A Fernet key made from any text. For development, where no key was chosen."""
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).decode()


def keyring() -> MultiFernet:
    """All keys in force, newest first."""
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


class Unreadable(str):
    """What stands for a secret that no key in force decrypts: empty, as if there were none.

    Reading a list must not fail because of one lost key. Saved again, the column keeps what it
    holds (`stored`), so that the key can still come back.
    """

    __slots__ = ("stored",)
    stored: str

    @classmethod
    def of(cls, stored: str) -> "Unreadable":
        it = cls("")
        it.stored = stored
        return it


UNREADABLE = (
    "It cannot be decrypted with the keys in ENCRYPTION_KEYS: bring its key back, or enter it anew."
)


class EncryptedTextField(TextField):
    """Text that is encrypted in the column and plain on the model. It cannot be searched.

    Where no key in force fits, the model has an `Unreadable`.
    """

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, Unreadable):
            return value.stored
        text = "" if value is None else str(value)
        return keyring().encrypt(text.encode()).decode() if text else ""

    def from_db_value(self, value: str, *_: object) -> str:
        if not value:
            return ""
        try:
            return keyring().decrypt(value.encode()).decode()
        except InvalidToken:
            return Unreadable.of(value)
