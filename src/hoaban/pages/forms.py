"""Forms of the desk: the page editor's own rules, and the acts on a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from hoaban.kit.vietnamese import clean_text, slug


class PublicPageForm(WagtailAdminPageForm):
    """The page editor: an address that is left empty is made from the title, without diacritics and with every đ."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "The page's part of the address. Leave it empty to make it from the title."
            )

    def clean_slug(self) -> str:
        """The address as typed, else one that is free."""
        typed = self.cleaned_data.get("slug") or ""
        title = self.cleaned_data.get("title") or ""
        if typed or not title:
            return typed
        wanted = slug(title, max_length=200) or "trang"
        return self.instance.free_slug(wanted, self.parent_page) if self.parent_page else wanted


class PublicNoteForm(forms.Form):
    """A note that readers will see."""

    note = forms.CharField(
        label=_("Public note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )

    def clean_note(self) -> str:
        """The note as clean text."""
        return clean_text(self.cleaned_data["note"])
