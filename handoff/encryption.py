"""Secrets at rest: a text field whose column holds Fernet tokens, never the text.

Keys come from `ENCRYPTION_KEYS`, newest first: the first encrypts, all of them decrypt, so that a
key can be replaced without a pause.
"""

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
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


class EncryptedTextField(TextField):
    """Text that is encrypted in the column and plain on the model. It cannot be searched."""

    def get_prep_value(self, value: Any) -> str:
        text = "" if value is None else str(value)
        return keyring().encrypt(text.encode()).decode() if text else ""

    def from_db_value(self, value: str, *_: object) -> str:
        return keyring().decrypt(value.encode()).decode() if value else ""
