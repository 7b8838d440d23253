"""docs/webhooks.md is true: its programs run here, and its table lists every event."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from typing import Any

import pytest
from django.conf import settings

from handoff.accounts.models import User
from handoff.outbox.delivering import work_off
from handoff.outgoing.headers import signature_headers
from handoff.realtime.dialects.dashboard.frames import FRAME_NAMES
from handoff.webhooks.actions import roll_secret
from tests.bots.fake_bot import Asked, FakeBot
from tests.webhooks.conftest import Listens, Writes

TEXT = (settings.BASE_DIR / "docs" / "webhooks.md").read_text()


def program(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    assert len([line for line in found[1].splitlines() if line]) <= 10
    return found[1]


def in_python(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    room: dict[str, Any] = {}
    exec(program("python"), room)
    return bool(room["is_genuine"](secret, body, headers))


def in_node(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    given = json.dumps([secret, body.hex(), {name.lower(): it for name, it in headers.items()}])
    asking = f"const [s, b, h] = {given}; console.log(isGenuine(s, Buffer.from(b, 'hex'), h));"
    done = subprocess.run(
        ["node", "-e", program("js") + asking],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout.strip() == "true"


CHECKS = [
    in_python,
    pytest.param(
        in_node, marks=pytest.mark.skipif(not shutil.which("node"), reason="there is no Node")
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("is_genuine", CHECKS)
def test_the_documented_check_tells_genuine_from_forged(
    listens: Listens, writes: Writes, crm: FakeBot, amira: User, is_genuine: Any
) -> None:
    old = listens()
    new = roll_secret(amira.as_actor(door="admin"), endpoint_id=old.pk)
    writes("Grüß Gott 👋")
    work_off()
    (asked,) = crm.asked
    assert isinstance(asked, Asked)
    assert is_genuine(new.secret, asked.raw, asked.headers)
    assert is_genuine(old.secret, asked.raw, asked.headers)
    assert not is_genuine("whsec_guessed", asked.raw, asked.headers)
    assert not is_genuine(new.secret, asked.raw + b" ", asked.headers)
    shorter = {**asked.headers, "X-Handoff-Signature": "sha256=0"}
    assert not is_genuine(new.secret, asked.raw, shorter)


@pytest.mark.parametrize("is_genuine", CHECKS)
def test_the_documented_check_refuses_what_is_old(is_genuine: Any) -> None:
    now = int(time.time())
    for age, is_good in ((0, True), (290, True), (310, False), (-310, False)):
        headers = signature_headers("secret", b"{}", at=now - age)
        assert is_genuine("secret", b"{}", headers) == is_good


def test_the_table_lists_every_event() -> None:
    table = TEXT.split("| event | when |")[1].split("\n\n")[0]
    listed = set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE))
    assert listed >= FRAME_NAMES
    assert listed - FRAME_NAMES == {"test"}
