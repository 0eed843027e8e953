"""Forms of the desk's own acts on a page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.kit.vietnamese import clean_text


class PublicNoteForm(forms.Form):
    """A note that readers will see."""

    note = forms.CharField(
        label=_("Public note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )

    def clean_note(self) -> str:
        """The note as clean text."""
        return clean_text(self.cleaned_data["note"])
