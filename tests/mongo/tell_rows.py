"""`python -m tests.mongo.tell_rows`: how many rows of each kind the database has and a digest of
them, as JSON. For databases of other processes."""

import hashlib
import json
import os

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "handoff.settings"
    django.setup()
    from tests.mongo.rows import all_rows

    told = {
        name: [len(rows), hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()]
        for name, rows in all_rows().items()
    }
    print(json.dumps(told))  # noqa: T201  (this is what it is for)


if __name__ == "__main__":
    main()
