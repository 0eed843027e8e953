"""What is said of parameters and fields: in English to programs, in their own language to readers of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from hoaban.counting.rules import TOLD

MOST_DAYS = 1_100
USUAL_DAYS = 30
NUMBERS = {**TOLD, "days_before": USUAL_DAYS - 1, "most_days": MOST_DAYS}


@dataclass(frozen=True, slots=True)
class Described:
    """Something with a name that programs write. `words` hold the names of `NUMBERS` in the place of numbers."""

    name: str
    words: str

    @property
    def description(self) -> str:
        """In English, as programs and their makers everywhere read it."""
        return self.words % NUMBERS

    @property
    def told(self) -> str:
        """In the language of whoever reads the page."""
        return gettext(self.words) % NUMBERS
