"""Requests made up from the description, against the product's own server, as each role.

No reply may be a server error, and none otherwise than described. `SCHEMATHESIS_EXAMPLES` asks for
more than CI has time for. Each role comes from an address of its own (as behind a proxy), so that
the limit of refused sign-ins is met, as it is described, and leaves room for the rest.

Not asked: whether each request that the description forbids is refused. The server takes more than
it describes, on purpose: "true" for true, an empty parameter for none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import once
from tests.system.installation import ROOT, Installation, installed

ASKED_FOR = os.environ.get("SCHEMATHESIS_EXAMPLES")
EXAMPLES = int(ASKED_FOR or "4")
SEED = "20261102"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,unsupported_method,"
    "allow_header_conformance,ignored_auth"
)
ROLES = ("customer", "agent", "admin", "superuser", "key", "nobody")
MAKE_KEYS = """
from handoff.accounts.keys import make_key
from handoff.accounts.models import User
from handoff.scopes import SCOPES
User.objects.create_superuser("root@demo.test", "handoff-demo")
amira = User.objects.get(email="amira@demo.test")
bob = User.objects.get(email="bob@demo.test")
print("KEY", make_key(amira.as_actor(door="admin"), user_id=bob.pk, name="Machine",
                      scopes=list(SCOPES), expires_at=None)[1])
"""


pytestmark = once


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("schemathesis")
    with installed(folder, TRUSTED_PROXIES="1") as installation:
        yield installation


@pytest.fixture(scope="module")
def words(installation: Installation) -> dict[str, str]:
    """What each role puts into `Authorization`."""
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE_KEYS],
        cwd=ROOT, env=installation.environment, check=True, timeout=60,
        capture_output=True, text=True,
    )  # fmt: skip
    people = {"customer": "vera", "agent": "alice", "admin": "amira", "superuser": "root"}
    tokens = {role: installation.token(name) for role, name in people.items()}
    return {**tokens, "key": made.stdout.split("KEY ")[1].strip(), "nobody": ""}


@pytest.mark.parametrize("role", ROLES)
def test_no_reply_is_otherwise_than_described(
    installation: Installation, words: dict[str, str], tmp_path: Path, role: str
) -> None:
    report = tmp_path / "report.ndjson"
    address = ["-H", f"X-Forwarded-For: 203.0.113.{ROLES.index(role) + 1}"]
    # `coverage` walks every limit of every field, the same for each role: once is enough in CI.
    phases = "examples,coverage,fuzzing" if ASKED_FOR or role == "agent" else "examples,fuzzing"
    proof = ["-H", f"Authorization: Bearer {words[role]}"] if words[role] else []
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{installation.base}/api/schema",
            *address, *proof, "--checks", CHECKS, "--max-examples", str(EXAMPLES), "--seed", SEED,
            "--phases", phases, "--mode", "all", "--no-color",
            "--request-timeout", "20", "--suppress-health-check", "all", "--warnings", "off",
            "--report", "ndjson", "--report-ndjson-path", str(report),
        ],
        cwd=tmp_path, timeout=60 + EXAMPLES * 30, capture_output=True, text=True,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.system.known_people",
             "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    sys.stdout.write(done.stdout[-2_000:])  # with -rP: how many cases there were
    assert statuses_in(report) > ({"200"} if role in ("agent", "admin") else {"400"})


def statuses_in(report: Path) -> set[str]:
    """The statuses that were answered."""
    found: set[str] = set()

    def look(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("status_code"), int):
                found.add(str(part["status_code"]))
            for inner in part.values():
                look(inner)
        elif isinstance(part, list):
            for inner in part:
                look(inner)

    for line in report.read_text().splitlines():
        look(json.loads(line))
    return found
