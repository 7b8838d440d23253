"""Handoff's settings for tests: in debug mode, and never from a developer's `.env`.

pytest-django and mypy's plugin read settings before any conftest is loaded, so the environment is
set here, where nothing can come earlier. Servers that tests start inherit it.
"""

import os

os.environ["PYTHON_DOTENV_DISABLED"] = "true"
os.environ.setdefault("DEBUG", "true")

from handoff.settings import *  # noqa: F403
from handoff.settings import BASE_DIR, DATABASES, ON_SQLITE

if ON_SQLITE:
    # A file of its own for each run: two runs at a time do not meet.
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / f"test-{os.getpid()}.sqlite3")}

# Made for speed: the cast signs up in nearly every test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
