import logging
import sys
from typing import Any

import pytest
from django.conf import settings

from handoff.logs import SecretsHidden


def formatted(message: str, *arguments: object) -> str:
    record = logging.LogRecord("uvicorn.error", logging.INFO, "", 1, message, arguments, None)
    return SecretsHidden("{message}", style="{").format(record)


def test_hides_the_token_of_an_accepted_websocket() -> None:
    line = formatted(
        '%s - "WebSocket %s" [accepted]', "192.0.2.1:80", "/api/ws?token=ab.c-d&since=7"
    )

    assert line == '192.0.2.1:80 - "WebSocket /api/ws?token=***&since=7" [accepted]'


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "access_token",
        "appsecret_proof",
        "hub.verify_token",
        "signature",
        "API_KEY",
        "code",
    ],
)
def test_hides_every_parameter_that_speaks_of_a_secret(name: str) -> None:
    assert formatted(f"/path?{name}=hush&limit=5") == f"/path?{name}=***&limit=5"
    assert formatted(f"/path?limit=5&{name}=hush") == f"/path?limit=5&{name}=***"


def test_hides_secrets_in_tracebacks() -> None:
    try:
        raise ValueError("refused: /v23.0/me?access_token=hush")
    except ValueError:
        record = logging.LogRecord("", logging.ERROR, "", 1, "No answer", (), sys.exc_info())

    text = SecretsHidden("{message}", style="{").format(record)

    assert "hush" not in text
    assert "refused: /v23.0/me?access_token=***" in text


def test_leaves_everything_else_alone() -> None:
    text = "Keys: 3, token=none, /rooms?page=2&search=token#top"

    assert formatted(text) == text


def test_is_how_the_server_logs() -> None:
    logging_of_handoff: dict[str, Any] = settings.LOGGING

    handlers = logging_of_handoff["handlers"].values()
    assert {handler["formatter"] for handler in handlers} == {"plain"}
    assert logging_of_handoff["formatters"]["plain"]["()"] == "handoff.logs.SecretsHidden"


def test_nothing_of_django_logs_past_it() -> None:
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django").propagate
