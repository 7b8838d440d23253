"""The bot that `docs/bots.md` shows: run as it stands there, and asked."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conversations.bots.asking import BotRefused
from conversations.bots.base import Answer
from conversations.bots.webhook import reply as ask
from conversations.models import Bot
from tests.bots.conftest import SECRET, turn_for

DOCS = Path(__file__).parents[2] / "docs" / "bots.md"


@pytest.fixture
def example(webhook: Bot, tmp_path: Path) -> Iterator[Bot]:
    found = re.search(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert found
    program = tmp_path / "bot.py"
    program.write_text(found[1])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "HANDOFF_SECRET": SECRET, "PORT": str(port)}
    process = subprocess.Popen([sys.executable, str(program)], env=environment)
    try:
        wait_for(port)
        webhook.endpoint = f"http://127.0.0.1:{port}/"
        yield webhook
    finally:
        process.kill()
        process.wait(10)


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("The example does not listen.")


def test_the_example_answers_hands_over_and_refuses_strangers(example: Bot) -> None:
    assert ask(turn_for(example, "Hello")) == Answer(text="You said: Hello")
    assert ask(turn_for(example, "I want a refund")) == Answer(gives_up=True, reason="a refund")

    example.secret = "somebody-else's-secret"
    with pytest.raises(BotRefused, match="status 403"):
        ask(turn_for(example, "Hello"))
