"""What keeps an installation from working, each problem with its remedy."""

from __future__ import annotations

from django.db import DatabaseError

from hoaban.site.trial import has_open_migrations


def told(headline: str, problems: list[str]) -> str:
    """A message that names every problem."""
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return f"{headline}:\n{lines}"


def reasons_not_to_serve() -> list[str]:
    """What must be mended before readers may come."""
    return database_problems()


def database_problems() -> list[str]:
    """A database that cannot be reached or is older than the code."""
    try:
        if has_open_migrations():
            return ["The database is older than the program. Bring it up to date with: hoaban manage migrate"]
    except DatabaseError as error:
        return [f"The database cannot be reached: {str(error).strip()}. Check HOABAN_DATABASE_URL and the server."]
    return []
