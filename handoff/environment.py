"""Strict readers for what the environment says: `settings` asks them, and nobody else.

A misspelt value is refused at start with a sentence that names the setting.
"""

from __future__ import annotations

import hmac
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_email_url
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values


def refuse_misspelt_names(file: Path, example: Path) -> None:
    """A name in `.env` that is nearly a setting's was meant to be one. Others are let be."""
    if not (file.exists() and example.exists()):
        return  # an image holds neither
    known = set(re.findall(r"^#? ?([A-Z_]+)=", example.read_text(), re.MULTILINE))
    for name in dotenv_values(file):
        if name not in known and (meant := get_close_matches(name, known, n=1, cutoff=0.85)):
            raise ImproperlyConfigured(f".env: there is no {name}. Did you mean {meant[0]}?")


def listed(value: str) -> list[str]:
    """What stands between commas."""
    return [item.strip() for item in value.split(",") if item.strip()]


def host_list(value: str) -> list[str]:
    """Names or addresses of hosts: no scheme, no port, no path, which no host would ever fit."""
    hosts = listed(value)
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]", host):
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS: {host!r} is not the name of a host such as chat.example."
            )
    return hosts


def origin_list(value: str) -> list[str]:
    """`https://a.example, https://b.example` as a list; each must be scheme and host, no path.

    Written as browsers write them: small letters, without the scheme's own port.
    """
    origins = [origin.rstrip("/").lower() for origin in listed(value)]
    for origin in origins:
        scheme, _, host = origin.partition("://")
        if scheme not in ("http", "https") or not host or "/" in host:
            raise ImproperlyConfigured(
                f"ALLOWED_ORIGINS: {origin!r} is not an origin such as https://shop.example."
            )
    return [re.sub(r"^(http://.+):80$|^(https://.+):443$", r"\1\2", origin) for origin in origins]


def encryption_keys(values: list[str]) -> list[str]:
    """Fernet keys, newest first. Each must be 32 bytes in URL-safe base64."""
    for number, value in enumerate(values, start=1):
        try:
            Fernet(value)
        except ValueError as fault:
            raise ImproperlyConfigured(
                f"ENCRYPTION_KEYS: key {number} is not 32 bytes in URL-safe base64."
            ) from fault
    return values


def audit_keys(values: list[str]) -> list[str]:
    """Secrets that seals of records are signed with, newest first; 32 characters or more each."""
    for number, value in enumerate(values, start=1):
        if len(value) < 32:
            raise ImproperlyConfigured(f"AUDIT_KEYS: key {number} has less than 32 characters.")
    return values


def web_address(name: str, value: str) -> str:
    """An `http` or `https` address without the slash at its end."""
    scheme, _, rest = value.partition("://")
    if scheme not in ("http", "https") or not rest.strip("/"):
        raise ImproperlyConfigured(
            f"{name}: {value!r} is not an address that starts with http:// or https://."
        )
    return value.rstrip("/")


def mail_settings(url: str) -> dict[str, Any]:
    """Django's `EMAIL_…` from `smtp://user:password@host:25` (`submission://` with STARTTLS, `ssl://`,
    `console:`, `file:///folder`); without one a backend that sends nothing."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    found = dict(dj_email_url.parse(url))
    if not found.get("EMAIL_BACKEND"):
        raise ImproperlyConfigured(
            "EMAIL_URL is not an address such as smtp://user:password@host:25."
        )
    return found


def derived_from(secret: str, purpose: str) -> str:
    """A secret of its own for one purpose, in hex."""
    return hmac.new(secret.encode(), purpose.encode(), "sha256").hexdigest()


def host_of(address: str) -> str:
    """`chat.example` of `https://chat.example:8443`; what is no name counts as localhost."""
    host = urlsplit(address).hostname or ""
    return host if any(letter.isalpha() for letter in host) and ":" not in host else "localhost"
