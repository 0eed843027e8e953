"""Runs the groups of figures, prints them and writes bench/results.json; `ONLY=portal make bench` runs one group."""

from __future__ import annotations

import importlib
import os
import secrets
import sys

import django

from bench import figures

GROUPS = ("portal", "publishing", "search", "reads", "reports")


def main() -> int:
    """Measure every group that is asked for."""
    # Measured as it runs in production, but for HTTPS, which the web server before it would do.
    production = {"MODE": "production", "HOSTS": "localhost", "HTTPS": "no", "SECRET_KEY": secrets.token_urlsafe(64)}
    os.environ.update({f"HOABAN_{name}": value for name, value in production.items()})
    os.environ.setdefault("HOABAN_VAR", "var/bench")
    os.environ["DJANGO_SETTINGS_MODULE"] = "hoaban.site.settings"
    django.setup()
    only = os.environ.get("ONLY", "")
    if only and only not in GROUPS:
        print(f"There is no group {only!r}; the groups are: {', '.join(GROUPS)}")
        return 1
    measured = []
    for group in GROUPS:
        if only in ("", group):
            measured.extend(importlib.import_module(f"bench.{group}").measure())
    figures.write(measured)
    print(figures.table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
