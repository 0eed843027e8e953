"""A day in a form of the desk that links lead to."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class DayField(forms.DateField):
    """Shows the day as the desk writes it, also where a link named it as programs do: calendars read no other form."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """The day that was understood; what was not understood as it came."""
        with suppress(ValidationError):
            return self.to_python(data)
        return data
