#!/usr/bin/env python
"""Django's command line, with configuration faults told in a sentence instead of a traceback."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoff.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018  (reads the settings, so that a fault shows here)
    except ImproperlyConfigured as fault:
        sys.exit(f"Handoff cannot start. {fault}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
