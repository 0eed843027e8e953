"""Journeys look into the database between two steps of the browser."""

import pytest


@pytest.fixture(autouse=True)
def _database_beside_the_browser(monkeypatch):
    """Playwright keeps an event loop in this thread, which Django would take for asynchronous code."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
