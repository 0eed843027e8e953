"""Forms of the desk: the page editor's own rules, and the acts on a page."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from hoaban.kit.vietnamese import clean_text, slug
from hoaban.pages.reserved import is_reserved, refusal

PLAIN_PART = re.compile(r"[-a-zA-Z0-9_]+")
LONGEST_FOLDED = 10_000
# What Wagtail's script does with an address when its field is left.
DROPS_LETTERS, FOLDS_LETTERS = "blur->w-slug#slugify", "blur->w-slug#urlify"


class AddressPartField(forms.CharField):
    """A page's part of an address: as typed where it can stand in one, else folded as a title is."""

    def to_python(self, value: Any) -> str:
        """Fold words that somebody typed as they are written."""
        typed = super().to_python(value) or ""
        # Never cut here: what is too long is told.
        return typed if PLAIN_PART.fullmatch(typed) else slug(typed, max_length=LONGEST_FOLDED)


class PublicPageForm(WagtailAdminPageForm):
    """The page editor: what is left empty is made from the title, and nothing is published before its time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            given = self.fields["slug"]
            # When it is left, Wagtail's field would drop every letter that has a mark.
            given.widget.attrs["data-action"] = given.widget.attrs["data-action"].replace(DROPS_LETTERS, FOLDS_LETTERS)
            self.fields["slug"] = AddressPartField(
                label=given.label,
                max_length=255,
                required=False,
                widget=given.widget,
                help_text=_("The page's part of the address. Leave it empty to make it from the title."),
            )

    def clean(self) -> dict[str, Any]:
        """A time that has passed its work is emptied; a time posted that is still to come is the time of publishing."""
        expires, goes_live = self.cleaned_data.get("expire_at"), self.cleaned_data.get("go_live_at")
        if expires and expires < timezone.now() and is_same_minute(expires, self.initial.get("expire_at")):
            # The page went off the air then; Wagtail would refuse to save it ever again.
            self.cleaned_data["expire_at"] = None
        posted, was = self.cleaned_data.get("posted_at"), self.initial.get("posted_at")
        if goes_live and is_same_minute(goes_live, was) and not is_same_minute(goes_live, posted):
            # It had followed the time posted, which is another one now.
            goes_live = None
        if posted and posted > timezone.now() and (goes_live is None or goes_live <= timezone.now()):
            goes_live = posted
        if "go_live_at" in self.cleaned_data:
            self.cleaned_data["go_live_at"] = goes_live
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def clean_slug(self) -> str:
        """The address as typed, else one that is free."""
        typed = self.cleaned_data.get("slug") or ""
        title = self.cleaned_data.get("title") or ""
        if typed != self.initial.get("slug") and is_reserved(typed, self.parent_page):
            raise refusal(typed)
        if typed or not title:
            return typed
        wanted = slug(title, max_length=200) or "trang"
        return self.instance.free_slug(wanted, self.parent_page) if self.parent_page else wanted


def is_same_minute(one: datetime, other: datetime | None) -> bool:
    """Whether two times look the same in the desk's fields, which show no seconds."""
    return other is not None and one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


class PublicNoteForm(forms.Form):
    """A note that readers will see."""

    note = forms.CharField(
        label=_("Public note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )

    def clean_note(self) -> str:
        """The note as clean text."""
        return clean_text(self.cleaned_data["note"])
