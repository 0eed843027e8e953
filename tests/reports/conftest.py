"""What the tests of the reports begin with."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.models import Site

from tests.builders import a_portal, a_section, an_editor
from tests.reports.asking import TODAY


@pytest.fixture
def in_spring(monkeypatch):
    """Let the reports take the 20th of March 2026 for today."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def site():
    """The one site of a portal."""
    a_portal()
    return Site.objects.get()


@pytest.fixture
def section(site):
    """A section of it."""
    return a_section(site.root_page.specific)


@pytest.fixture
def chief(client):
    """A browser with somebody signed in who may do everything."""
    client.force_login(an_editor())
    return client
