"""Who the other end is, where `TRUSTED_PROXIES` proxies of our own stand before the server.

Each proxy appends the address it was asked from to `X-Forwarded-For`. So with n proxies the n-th
value from the right was written by our outermost proxy; what stands left of it anybody can make up.
(uvicorn's own option would believe the leftmost one, or needs every proxy's address.)
"""

from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address, ip_network
from typing import Any

Scope = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]


class BehindProxies:
    """An ASGI application that sees the real client and scheme. With no proxies: unchanged."""

    def __init__(self, application: Application, *, proxies: int) -> None:
        self.application = application
        self.proxies = proxies

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if self.proxies and scope["type"] in ("http", "websocket"):
            # The scope itself is changed, not a copy: the server logs from it.
            scope.update(self._seen_from_outside(scope))
        await self.application(scope, receive, send)

    def _seen_from_outside(self, scope: Scope) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        addresses = values_of(scope, b"x-forwarded-for")
        if len(addresses) >= self.proxies and (client := host_in(addresses[-self.proxies])):
            seen["client"] = (client, 0)
        schemes = values_of(scope, b"x-forwarded-proto")
        if schemes and schemes[-1] in ("http", "https"):
            socket = scope["type"] == "websocket"
            seen["scheme"] = schemes[-1].replace("http", "ws") if socket else schemes[-1]
        return seen


def values_of(scope: Scope, name: bytes) -> list[str]:
    """All values of a header that may hold several, split at commas, in order."""
    lines = [value.decode("latin-1") for header, value in scope["headers"] if header == name]
    return [value.strip() for value in ",".join(lines).split(",") if value.strip()]


def host_in(text: str) -> str:
    """The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`, or empty."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """What counts as one other end: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    bits = 32 if parsed.version == 4 else 64
    return str(ip_network(f"{parsed}/{bits}", strict=False))
