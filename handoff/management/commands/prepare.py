"""`manage.py prepare`: what `make run` does before it serves."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from handoff.management.commands.seed_demo import COMPANIES, PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Bring the database up to date; in debug mode add demo data, else collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEBUG:
            call_command("seed_demo", stdout=StringIO())
            self.stdout.write(who_may_sign_in())
        else:
            call_command("collectstatic", interactive=False, verbosity=0)


def who_may_sign_in() -> str:
    """The people of the demo, one a line."""
    people = [
        f"  {email:<18}  {role.label.lower()} of {COMPANIES[slug]}"
        for slug, email, _, _, role, _ in PEOPLE
    ]
    return "\n".join(["Sign in as", *people, f"Password of all: {PASSWORD}", ""])
