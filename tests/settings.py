"""Handoff's settings for tests: in debug mode, and never from a developer's `.env`.

pytest-django and mypy's plugin read settings before any conftest is loaded, so the environment is
set here, where nothing can come earlier. Servers that tests start inherit it.
"""

import atexit
import os
import shutil

os.environ["PYTHON_DOTENV_DISABLED"] = "true"
os.environ.setdefault("DEBUG", "true")
# Tests that run at the same time have databases of their own and one Redis.
os.environ["REDIS_PREFIX"] = f"test-{os.getpid()}"

from handoff.settings import *  # noqa: F403
from handoff.settings import BASE_DIR, DATABASES, ON_SQLITE
from handoff.settings import PASSWORD_HASHERS as REAL_HASHERS

# Quick to hash with first: the cast signs up in nearly every test. The real ones check the rest.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *REAL_HASHERS]

# Look for a static file when it is asked for. Else each test client that is made looks for all.
WHITENOISE_AUTOREFRESH = True

# Files that tests store, apart from a developer's own.
MEDIA_ROOT = str(BASE_DIR / "var" / f"test-media-{os.getpid()}")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)

if ON_SQLITE:
    # A file of its own for each run: two runs at a time do not meet.
    TEST_FILE = f"test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / TEST_FILE)}

    @atexit.register
    def remove_what_sqlite_left() -> None:
        for file in (BASE_DIR / "var").glob(f"{TEST_FILE}*"):
            file.unlink(missing_ok=True)
