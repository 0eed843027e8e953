"""Indexes of a test's own, kept by the test itself instead of the worker."""

import pytest

from hoaban.search import actions, open_indexes


@pytest.fixture
def var(settings, tmp_path):
    """The folder of state; what other tests had open is closed."""
    settings.VAR = tmp_path / "var"
    open_indexes.forget()
    yield settings.VAR
    open_indexes.forget()


@pytest.fixture
def follow(var):
    """Brings both indexes up to date."""

    def act():
        with actions.open_indexers(var) as both:
            return actions.catch_up(both)

    return act
