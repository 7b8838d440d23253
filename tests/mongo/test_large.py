"""Ten thousand customers and a hundred thousand messages, in processes that are killed."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import bson
import psycopg
import pytest
from cryptography.fernet import Fernet

from tests.databases import once
from tests.mongo.dumps import (
    ALICE,
    Document,
    alice,
    by_alice,
    customer,
    later,
    message,
    page,
    reply,
    user,
    write_dump,
)
from tests.system.installation import ROOT, database

pytestmark = once

CUSTOMERS, MESSAGES = 10_000, 100_000
MOST_MEMORY_MIB = 250

# Runs a command and then says how much memory it took at most: from a process of its own, because
# a child of the tests counts what the tests and their browsers took before it.
WATCHED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print("peak KiB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def customers() -> Iterator[Document]:
    for number in range(1, CUSTOMERS + 1):
        held: Document = {"stop": number % 5 == 0}
        if number % 10 == 0:
            held |= {"agent_id": str(ALICE), "assigned_at": later(number)}
        yield customer(number, **held)


def messages() -> Iterator[Document]:
    """Of all customers mingled, and not quite in the order of time."""
    dice = random.Random(4)  # the same at every run
    for number in range(1, MESSAGES + 1):
        chat = f"{10**15 + dice.randint(1, CUSTOMERS)}"
        at = later(number / 100 + dice.uniform(-5, 5))
        said = dice.choice([message, message, reply, by_alice])
        ends = {"sender_id" if said is message else "recipient_id": chat, "chat_id": chat}
        yield said(number, timestamp=at, **ends)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_dump(
        tmp_path_factory.mktemp("large"),
        {"users": [alice(), *(user(n) for n in range(2, 50))], "pages": [page()]},
    )
    for name, documents in (("customers", customers()), ("messages", messages())):
        with (folder / f"{name}.bson").open("wb") as file:
            file.writelines(bson.encode(document) for document in documents)
    return folder


class Place:
    """A database of its own, and a process that imports into it."""

    def __init__(self, dump: Path, address: str) -> None:
        self.dump = dump
        self.address = address
        self.environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "handoff.settings", "DATABASE_URL": address,
            "PYTHON_DOTENV_DISABLED": "true", "DEBUG": "false", "ALLOWED_HOSTS": "inn.test",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        }  # fmt: skip
        self.run("migrate", "--verbosity", "0")

    def command(self, name: str, *arguments: str) -> list[str]:
        return [sys.executable, "manage.py", name, *arguments]

    @property
    def importing(self) -> list[str]:
        options = ["--company", "inn", "--create-as", "Inn", "--bot", "faq"]
        return self.command("import_mongo", str(self.dump), *options)

    def run(self, name: str, *arguments: str) -> str:
        return self.ends(self.command(name, *arguments))

    def ends(self, command: list[str]) -> str:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *command], cwd=ROOT, env=self.environment,
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        said, _, peak = done.stdout.rpartition("peak KiB ")
        self.peak_mib = int(peak) // 1024
        return said

    def kill_when(self, table: str, count: int, number: signal.Signals) -> None:
        """Let it import until so many rows are there, and end it the hard way."""
        process = subprocess.Popen(
            self.importing, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL
        )
        try:
            ends = time.monotonic() + 120
            while self.count(table) < count:
                assert process.poll() is None, "it ended before it could be killed"
                assert time.monotonic() < ends, "waited in vain"
                time.sleep(0.02)
            process.send_signal(number)
            assert process.wait(timeout=20) != 0
        finally:
            process.kill()
            process.wait()

    def count(self, table: str) -> int:
        question = f"SELECT count(*) FROM {table}"
        if self.address.startswith("sqlite"):
            file = sqlite3.connect(self.address.removeprefix("sqlite:///"), timeout=20)
            try:
                return int(file.execute(question).fetchone()[0])
            finally:
                file.close()
        with psycopg.connect(self.address) as server:
            row = server.execute(question.encode()).fetchone()
            assert row is not None
            return int(row[0])

    def rows(self) -> dict[str, list[object]]:
        told: dict[str, list[object]] = json.loads(
            self.ends([sys.executable, "-m", "tests.mongo.tell_rows"])
        )
        return told


@contextmanager
def place(dump: Path, folder: Path) -> Iterator[Place]:
    folder.mkdir()
    with database(folder) as address:
        yield Place(dump, address)


def test_killed_in_the_middle_it_ends_with_the_rows_of_an_uninterrupted_run(
    dump: Path, tmp_path: Path
) -> None:
    with (
        place(dump, tmp_path / "at once") as whole,
        place(dump, tmp_path / "killed") as killed,
        ThreadPoolExecutor(1) as beside,
    ):
        at_once = beside.submit(whole.ends, whole.importing)
        killed.kill_when("customers_customer", 3_000, signal.SIGTERM)
        killed.kill_when("conversations_message", 40_000, signal.SIGKILL)
        assert killed.count("conversations_message") < MESSAGES
        again = killed.ends(killed.importing)
        said = at_once.result(timeout=240)
        most_mib = whole.peak_mib
        expected = whole.rows()

        assert expected["messages"][0] == MESSAGES
        assert expected["customers"][0] == expected["conversations"][0] == CUSTOMERS
        assert expected["records"][0] == CUSTOMERS
        assert killed.rows() == expected
        assert re.search(rf"messages +{MESSAGES:,} +{MESSAGES:,} +0 +0", said)
        assert re.search(rf"messages +{MESSAGES:,} +[\d,]+ +[\d,]+ +0", again)
        assert most_mib < MOST_MEMORY_MIB, "it holds the dump in memory"
