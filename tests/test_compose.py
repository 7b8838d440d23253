"""No Docker engine is at hand in CI, so CI runs the very commands of these files by themselves."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
CI = (ROOT / ".ci" / "run").read_text()
OURS = ("migrate", "web", "worker")


def command_of_the_image() -> list[str]:
    found = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found
    command: list[str] = json.loads(found[1])
    return command


def test_ci_runs_the_commands_of_the_services() -> None:
    commands = [SERVICES[name].get("command", command_of_the_image()) for name in OURS]

    for command in commands:
        assert re.search(rf"^{re.escape(' '.join(command))}( |$)", CI, re.MULTILINE), command


def test_ci_collects_static_files_as_the_image_does() -> None:
    command = "python manage.py collectstatic --noinput"

    assert command in DOCKERFILE
    assert f"\n{command}\n" in CI


def test_the_image_takes_every_room_and_the_lock() -> None:
    copied = {
        source
        for line in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.M)
        for source in line.split()
    }
    sent = set(re.findall(r"^!(\S+?)/?$", (ROOT / ".dockerignore").read_text(), re.M))

    rooms = {"handoff", "customers", "conversations", "livechat", "templates"}
    assert copied == sent == rooms | {"manage.py", "requirements.lock"}


def test_the_image_does_not_run_as_root() -> None:
    user = DOCKERFILE.rindex("\nUSER handoff\n")

    assert user < DOCKERFILE.index("\nCMD ")
    assert "RUN" not in DOCKERFILE[user:]


def test_secrets_have_no_default() -> None:
    environment = SERVICES["web"]["environment"]

    for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS"):
        assert environment[name].startswith(f"${{{name}:?"), name
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith(
        "${POSTGRES_PASSWORD:?"
    )
    assert environment["DEBUG"] == "false"


def test_servers_wait_for_the_migrated_database() -> None:
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for name in ("web", "worker"):
        after = SERVICES[name]["depends_on"]
        assert after["migrate"]["condition"] == "service_completed_successfully"
        assert after["redis"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_what_others_wait_for_says_when_it_is_ready(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_what_must_last_is_on_a_volume() -> None:
    volumes = {
        line.partition(":")[0] for part in SERVICES.values() for line in part.get("volumes", [])
    }

    assert volumes == set(COMPOSE["volumes"]) == {"media", "postgres"}


def test_a_stop_has_time_to_end_well() -> None:
    for name in OURS:
        assert SERVICES[name]["stop_grace_period"] == "15s"
