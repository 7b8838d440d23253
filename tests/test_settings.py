"""What `.env.example` tells, and what is refused at start."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handoff.environment import origin_list

ROOT = Path(__file__).parent.parent
SAFE = {
    "SECRET_KEY": "a-secret-of-this-one-test-that-is-long-enough",
    "ENCRYPTION_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "ALLOWED_HOSTS": "chat.example",
}


def names_read_by_settings() -> set[str]:
    tree = ast.parse((ROOT / "handoff" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def names_read_by_compose_alone() -> set[str]:
    text = (ROOT / "docker-compose.yml").read_text()
    return set(re.findall(r"\$\{([A-Z_]+)", text)) - names_read_by_settings()


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` with these variables and no others of ours."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in names_read_by_settings()
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=inherited | {"DJANGO_SETTINGS_MODULE": "handoff.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_refused_in_a_sentence(
    answer: subprocess.CompletedProcess[str], *, naming: str, hiding: str = ""
) -> None:
    assert answer.returncode == 1, answer
    assert answer.stdout == ""
    (sentence,) = answer.stderr.splitlines()
    assert sentence.startswith("Handoff cannot start. ")
    assert naming in sentence
    assert not hiding or hiding not in sentence


def test_the_example_names_every_setting() -> None:
    names = re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert len(names) == len(set(names))
    assert set(names) == names_read_by_settings() | names_read_by_compose_alone()


def test_each_setting_of_the_example_has_a_sentence_before_it() -> None:
    for block in (ROOT / ".env.example").read_text().strip().split("\n\n")[1:]:
        *sentences, setting = block.splitlines()
        assert sentences, setting
        assert all(line.startswith("# ") for line in sentences)
        assert sentences[0].endswith((".", ":", ","))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("AGENT_GRACE_SECONDS", "4"),
        ("AGENT_GRACE_SECONDS", "86401"),
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("PORT", "0"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://handoff:hush-hush@localhost/handoff"),
        ("DATABASE_URL", "postgres://handoff:hush-hush@localhost:somewhere/handoff"),
        ("REDIS_URL", "foo"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "foo://user:hush-hush@mail.example"),
        ("REDIS_URL", "redis//:hush-hush@localhost"),
        ("ENCRYPTION_KEYS", "hush-hush"),
        ("ALLOWED_ORIGINS", "shop.example"),
        ("ALLOWED_ORIGINS", "https://shop.example/chat"),
        ("ALLOWED_HOSTS", "https://chat.example"),
        ("ALLOWED_HOSTS", "chat.example:8443, other.example"),
        ("PUBLIC_URL", "chat.example"),
        ("PUBLIC_URL", "https://"),
        ("MESSENGER_GRAPH_URL", "ftp://x"),
        ("MESSENGER_GRAPH_VERSION", "23"),
        ("MESSENGER_TIMEOUT_SECONDS", "0"),
        ("MESSENGER_APP_ID", "my-app"),
        ("PUSHER_APP_ID", "handoff"),
        ("PUSHER_KEY", "a key"),
        ("MESSENGER_DIALOG_URL", "www.facebook.com"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "10.0.0.1"),
        ("WORKER_IN_SERVER", "sometimes"),
    ],
)
def test_refuses_a_misspelt_value(name: str, value: str) -> None:
    answer = check(**{"DEBUG": "true", name: value})

    assert_refused_in_a_sentence(answer, naming=name, hiding="hush-hush")


@pytest.mark.parametrize("name", sorted(SAFE))
def test_refuses_to_do_without_a_secret_unless_in_debug_mode(name: str) -> None:
    answer = check(**{**SAFE, name: ""})

    assert_refused_in_a_sentence(answer, naming=name)


@pytest.mark.parametrize(
    "value", ["short", "not-secret-and-only-good-for-development-on-this-machine"]
)
def test_refuses_a_weak_secret_unless_in_debug_mode(value: str) -> None:
    answer = check(**{**SAFE, "SECRET_KEY": value})

    assert_refused_in_a_sentence(answer, naming="SECRET_KEY", hiding=value)


def test_refuses_a_short_pusher_secret_unless_in_debug_mode() -> None:
    answer = check(**{**SAFE, "PUSHER_SECRET": "hush-hush"})

    assert_refused_in_a_sentence(answer, naming="PUSHER_SECRET", hiding="hush-hush")


def test_starts_with_secrets_and_without_debug() -> None:
    assert check(**SAFE).returncode == 0


def test_origins_are_taken_as_browsers_write_them() -> None:
    """A browser's `Origin` has small letters and leaves out the scheme's own port."""
    written = "HTTPS://Shop.Example/, https://a.example:443, http://b.example:80, http://c:8000"

    assert origin_list(written) == [
        "https://shop.example", "https://a.example", "http://b.example", "http://c:8000",
    ]  # fmt: skip


def test_takes_every_way_to_name_hosts() -> None:
    hosts = "chat.example, .hotel.example, 192.0.2.7, [2001:db8::1], my_container, *"
    assert check(**{**SAFE, "ALLOWED_HOSTS": hosts}).returncode == 0


def test_starts_in_debug_mode_with_nothing_else_set() -> None:
    assert check(DEBUG="true").returncode == 0


def test_the_environment_wins_over_the_file() -> None:
    """`.env` is read with python-dotenv, which never replaces what is set."""
    settings = (ROOT / "handoff" / "settings.py").read_text()

    assert 'env.read_env(str(BASE_DIR / ".env"), recurse=False)' in settings
