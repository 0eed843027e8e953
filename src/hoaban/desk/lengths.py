"""No field cuts off what somebody pastes: it takes it, counts while one types, and the server says what is too much.

Browsers stop at `maxlength` without a word, and count a letter and its marks apart where a system writes them apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hoaban.kit.vietnamese import nfc

LONGEST = "data-longest"


# More tags say less; each of thousands would be asked for, made and pressed by itself.
MOST_TAGS = 50
djangos_attributes, djangos_reading = forms.CharField.widget_attrs, forms.CharField.to_python
TOO_MANY_TAGS = _(
    "There are %(many)s tags; a page, photo or file has at most %(most)s. Keep those that readers look for."
)


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


def with_few_tags(taggits_reading: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Reading a field of tags as taggit does, where there are not too many; they are counted before any is read."""

    def read(field: Any, value: Any) -> Any:
        typed = str(value or "")
        # Without a comma each word is one.
        many = typed.count(",") + 1 if "," in typed else len(typed.split())
        if many > MOST_TAGS:
            raise ValidationError(TOO_MANY_TAGS, params={"many": many, "most": MOST_TAGS})
        return taggits_reading(field, value)

    return read


def install() -> None:
    """Let every text field of every form do so; called before the first form is made."""
    forms.CharField.widget_attrs = attributes  # type: ignore[method-assign, assignment]
    forms.CharField.to_python = composed  # type: ignore[method-assign, assignment]
    # Not before: with its field come the first forms of its own.
    from taggit.forms import TagField  # noqa: PLC0415

    TagField.clean = with_few_tags(TagField.clean)
