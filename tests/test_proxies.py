import asyncio
from typing import Any

import pytest

from handoff.proxies import BehindProxies, network_of

PEER = ("10.0.0.9", 5000)


def seen_by_the_application(
    *headers: tuple[str, str], proxies: int, type: str = "http", scheme: str = "http"
) -> dict[str, Any]:
    """The scope that arrives behind so many proxies."""
    seen: dict[str, Any] = {}

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.update(scope)

    encoded = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": type, "client": PEER, "scheme": scheme, "headers": encoded}
    asyncio.run(BehindProxies(application, proxies=proxies)(scope, None, None))
    return seen


def test_believes_nobody_where_there_is_no_proxy() -> None:
    seen = seen_by_the_application(
        ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https"), proxies=0
    )

    assert (seen["client"], seen["scheme"]) == (PEER, "http")


@pytest.mark.parametrize(
    ("proxies", "client"), [(1, "192.0.2.3"), (2, "192.0.2.2"), (3, "192.0.2.1"), (4, "10.0.0.9")]
)
def test_counts_from_the_right(proxies: int, client: str) -> None:
    seen = seen_by_the_application(
        ("x-forwarded-for", "192.0.2.1, 192.0.2.2"),
        ("x-forwarded-for", "192.0.2.3"),
        proxies=proxies,
    )

    assert seen["client"][0] == client


def test_a_client_cannot_name_its_own_address() -> None:
    seen = seen_by_the_application(("x-forwarded-for", "127.0.0.1, 192.0.2.3"), proxies=1)

    assert seen["client"][0] == "192.0.2.3"


@pytest.mark.parametrize(
    ("value", "client"),
    [
        ("192.0.2.1:4711", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("unknown", "10.0.0.9"),
        ("", "10.0.0.9"),
    ],
)
def test_reads_each_way_of_writing_an_address(value: str, client: str) -> None:
    seen = seen_by_the_application(("x-forwarded-for", value), proxies=1)

    assert seen["client"][0] == client


@pytest.mark.parametrize(
    ("type", "forwarded", "scheme"),
    [
        ("http", "https", "https"),
        ("http", "http, https", "https"),
        ("http", "javascript", "http"),
        ("websocket", "https", "wss"),
        ("websocket", "http", "ws"),
    ],
)
def test_tells_the_scheme_outside(type: str, forwarded: str, scheme: str) -> None:
    seen = seen_by_the_application(("x-forwarded-proto", forwarded), proxies=1, type=type)

    assert seen["scheme"] == scheme


def test_leaves_the_lifespan_alone() -> None:
    seen = seen_by_the_application(
        ("x-forwarded-for", "192.0.2.1"), proxies=1, type="lifespan", scheme=""
    )

    assert seen["client"] == PEER


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ("", "unknown"),
        ("/run/handoff.sock", "unknown"),
    ],
)
def test_limits_count_an_ipv4_address_or_an_ipv6_network(address: str, network: str) -> None:
    assert network_of(address) == network
