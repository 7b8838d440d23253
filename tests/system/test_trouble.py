"""What Facebook can do to us: errors, silence, refusals; and a worker killed in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.system.installation import PAGE_ID, ROOT, Installation, Phone, eventually, installed

TIMEOUT_SECONDS = 2
LEASE_SECONDS = 3 * TIMEOUT_SECONDS + 30


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("trouble")
    with installed(folder, MESSENGER_TIMEOUT_SECONDS=str(TIMEOUT_SECONDS)) as installation:
        yield installation


@pytest.fixture
def customer(installation: Installation, request: pytest.FixtureRequest) -> Phone:
    """Somebody who has asked for a person, and whom Alice has."""
    customer = installation.new_customer(request.node.name[:60])
    customer.write("I want to speak to a human")
    taken = installation.call("alice", "put", f"customers/{customer.customer_id}/agent")
    assert taken.ok
    return customer


def make_trouble(installation: Installation, kind: str, times: int = 1) -> None:
    answer = installation.web.post(
        f"{installation.base}/simulator/trouble",
        json={"page_id": PAGE_ID, "kind": kind, "times": times},
        timeout=20,
    )
    assert answer.ok, answer.text


def say(installation: Installation, customer: Phone, text: str) -> None:
    path = f"customers/{customer.customer_id}/message"
    assert installation.call("alice", "post", path, message=text).ok


def states(installation: Installation, customer: Phone) -> list[str]:
    """How far each of our messages has come, oldest first."""
    path = f"messages/chat/{customer.customer_id}"
    rows = installation.call("alice", "get", path).json()
    return [row["state"] for row in rows if row["type"] == "bot"]


def reason(installation: Installation, customer: Phone) -> str:
    path = f"messages/chat/{customer.customer_id}"
    return str(installation.call("alice", "get", path).json()[-1]["state_reason"])


def is_settled(installation: Installation, customer: Phone) -> bool:
    return states(installation, customer)[-1] in ("sent", "delivered", "read")


def test_two_errors_and_it_arrives_once_in_order(
    installation: Installation, customer: Phone
) -> None:
    make_trouble(installation, "error", times=2)
    say(installation, customer, "First")
    say(installation, customer, "Second")
    eventually(lambda: is_settled(installation, customer), seconds=30)
    assert customer.bubbles() == ["First", "Second"]


def test_no_answer_is_uncertain_until_the_echo_settles_it(
    installation: Installation, customer: Phone
) -> None:
    make_trouble(installation, "silent_sent")
    say(installation, customer, "Are you there?")
    eventually(lambda: states(installation, customer) == ["uncertain"])
    eventually(lambda: is_settled(installation, customer))
    assert customer.bubbles() == ["Are you there?"]


def test_no_answer_and_no_echo_stays_uncertain_and_holds_nobody_up(
    installation: Installation, customer: Phone
) -> None:
    make_trouble(installation, "silent_lost")
    say(installation, customer, "Lost")
    say(installation, customer, "After it")
    eventually(lambda: is_settled(installation, customer))
    assert states(installation, customer)[0] == "uncertain"
    assert customer.bubbles() == ["After it"]


def test_a_refusal_is_failed_with_the_reason_in_words(
    installation: Installation, customer: Phone
) -> None:
    make_trouble(installation, "unavailable")
    say(installation, customer, "Hello?")
    eventually(lambda: states(installation, customer) == ["failed"])
    assert "available" in reason(installation, customer)
    assert customer.bubbles() == []


def test_a_takeover_silences_the_answer_that_waits_for_its_retry(
    installation: Installation,
) -> None:
    customer = installation.new_customer("Asks the bot")
    make_trouble(installation, "error", times=3)
    customer.write("What time is breakfast?")
    eventually(lambda: "pending" in states(installation, customer))
    assert installation.call("alice", "put", f"customers/{customer.customer_id}/agent").ok
    make_trouble(installation, "error", times=0)
    say(installation, customer, "Alice here")
    eventually(lambda: is_settled(installation, customer))
    assert states(installation, customer)[0] == "cancelled"
    assert customer.bubbles() == ["Alice here"]


class Worker:
    """`manage.py run_worker`, to be killed."""

    def __init__(self, installation: Installation) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_worker"], cwd=ROOT, env=installation.environment
        )

    def end(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.wait(timeout=10)


def test_kill_9_in_the_middle_of_a_send_loses_and_doubles_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    settings = {
        "MESSENGER_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
        "WORKER_IN_SERVER": "false",
        "REDIS_URL": "",
    }
    with installed(folder, **settings) as installation:
        worker = Worker(installation)
        customer = installation.new_customer("Waits")
        customer.write("I want to speak to a human")
        say(installation, customer, "Before")
        eventually(lambda: is_settled(installation, customer))

        make_trouble(installation, "silent_sent")
        say(installation, customer, "In the middle")
        say(installation, customer, "After")
        eventually(lambda: "In the middle" in customer.bubbles())
        worker.end(signal.SIGKILL)
        assert states(installation, customer)[1:] == ["pending", "pending"]

        worker = Worker(installation)
        eventually(lambda: is_settled(installation, customer), seconds=LEASE_SECONDS + 20)
        eventually(lambda: "uncertain" not in states(installation, customer))
        assert customer.bubbles() == ["Before", "In the middle", "After"]
        worker.end(signal.SIGTERM)
