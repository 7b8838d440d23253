"""Addresses that other people chose: whether one can be asked, and whom one speaks to there."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def is_web_address(url: str) -> bool:
    """Whether this is an `http` or `https` address with a host, and without a password in it."""
    try:
        parts = urlsplit(url)
        has_fair_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and has_fair_port
        and "@" not in parts.netloc
        and not any(letter.isspace() for letter in url)
    )


def origin_of(url: str) -> str:
    """Scheme, host and port: whom one speaks to at this address."""
    parts: SplitResult = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
