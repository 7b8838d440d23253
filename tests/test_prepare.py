"""`manage.py prepare`, which `make run` calls before it serves."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from handoff.accounts.models import User
from handoff.management.commands.seed_demo import PASSWORD, PEOPLE


def said_by_prepare() -> str:
    output = StringIO()
    call_command("prepare", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_seeds_the_demo_and_says_who_may_sign_in(settings: Settings) -> None:
    settings.DEBUG = True

    text = said_by_prepare()

    for _, email, *_ in PEOPLE:
        assert User.objects.get(email=email).check_password(PASSWORD)
        assert email in text
    assert f"Password of all: {PASSWORD}" in text
    assert text == said_by_prepare()


@pytest.mark.django_db
def test_the_agents_of_the_demo_have_the_titles_that_guests_are_told() -> None:
    """Clients are tried out against the demo, and meet them under these names."""
    call_command("seed_demo", "--force", stdout=StringIO())

    shown = User.objects.filter(email__in=["alice@demo.test", "bob@demo.test"]).order_by("email")
    assert [(user.name, user.job_title) for user in shown] == [
        ("Alice Adams", "Guest Services"), ("Bob Brown", "Receptionist"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_collects_static_files_where_debug_is_off(settings: Settings, tmp_path: Path) -> None:
    settings.DEBUG = False
    settings.STATIC_ROOT = tmp_path

    assert said_by_prepare() == ""

    assert (tmp_path / "admin").is_dir()
    assert not User.objects.exists()
