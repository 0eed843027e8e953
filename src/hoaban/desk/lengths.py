"""No field cuts off what somebody pastes: it takes it, counts while one types, and the server says what is too long.

Browsers stop at `maxlength` without a word, and count a letter and its marks apart where a system writes them apart.
"""

from __future__ import annotations

from typing import Any

from django import forms

from hoaban.kit.vietnamese import nfc

LONGEST = "data-longest"


djangos_attributes, djangos_reading = forms.CharField.widget_attrs, forms.CharField.to_python


def attributes(field: forms.CharField, widget: forms.Widget) -> dict[str, Any]:
    """As Django, with the largest length where the script of the desk finds it, and browsers do not."""
    given: dict[str, Any] = djangos_attributes(field, widget)
    if "maxlength" in given:
        given[LONGEST] = given.pop("maxlength")
    return given


def composed(field: forms.CharField, value: Any) -> Any:
    """As Django, composed before it is counted, each end of a line as one sign; a password stays as it was typed."""
    text = djangos_reading(field, value)
    if not isinstance(text, str) or isinstance(field.widget, forms.PasswordInput):
        return text
    return nfc(text.replace("\r\n", "\n"))


def install() -> None:
    """Let every text field of every form do so; called before the first form is made."""
    forms.CharField.widget_attrs = attributes  # type: ignore[method-assign, assignment]
    forms.CharField.to_python = composed  # type: ignore[method-assign, assignment]
