"""What people are told of the rules follows the rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from hoaban.counting.rules import PAUSE, REPEAT, TOLD
from hoaban.reports.api.daily import COUNTED
from hoaban.reports.views.reads_report import READ, VISIT
from scripts import translations
from tests.machine import ROOT

ROOMS = [path for path in sorted((ROOT / "src/hoaban").iterdir()) if (path / "__init__.py").exists()]


def test_the_numbers_are_those_of_the_rules():
    assert {"seconds": REPEAT / 1_000, "minutes": PAUSE / 60_000} == TOLD


@pytest.mark.parametrize(
    ("language", "minutes", "seconds"), [("vi", "30 phút", "30 giây"), ("en", "30 minutes", "30 seconds")]
)
def test_reports_and_api_tell_them_in_both_languages(language, minutes, seconds):
    with override(language):
        told = {field.name: field.told for field in COUNTED}
        assert minutes in str(VISIT)
        assert minutes in told["visits"]
        assert seconds in str(READ)
        assert seconds in told["reads"]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_text_has_them_written_into_it(room: Path):
    written = re.compile(r"\b30 (minutes|seconds|phút|giây)\b")
    texts = [text for entry in translations.catalogue_of(room).items() for text in (entry[0][1], *entry[1])]
    assert [text for text in texts if written.search(text)] == []
