"""Looking at an address before it is stored, so that people hear at once what is wrong with it.

This is a courtesy: what counts is the check at each connection (`handoff.outgoing`). A name that
cannot be looked up now may come to be, and passes.
"""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

from django.conf import settings
from requests import RequestException
from requests_hardened.ip_filter import InvalidIPAddress, get_ip_address

from handoff.outgoing.addresses import is_web_address
from handoff.outgoing.faults import PrivateAddress

LOOK_UP_SECONDS = 3.0
NO_ADDRESS = "Enter an address that starts with http:// or https://, without a password in it."


def why_refused(url: str) -> str:
    """Why nothing can be sent to this address, in a sentence; empty if nothing speaks against it.

    Asks the name server, for up to three seconds: not to be called inside a transaction.
    """
    if not is_web_address(url):
        return NO_ADDRESS
    if not settings.BOT_PRIVATE_ADDRESSES and _leads_into_private_network(url):
        return f"{PrivateAddress.text}."
    return ""


def _leads_into_private_network(url: str) -> bool:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found: list[bool] = []

    def look_up() -> None:
        try:
            get_ip_address(host, port, allow_loopback=False)
        except InvalidIPAddress:
            found.append(True)
        except (OSError, ValueError, RequestException):
            pass  # nobody knows the name now

    thread = threading.Thread(target=look_up, name="webhook-address", daemon=True)
    thread.start()
    thread.join(LOOK_UP_SECONDS)  # the resolver knows no timeout of ours
    return bool(found)
