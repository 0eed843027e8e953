"""The desk's upload forms: every one of Wagtail's upload screens and choosers builds on these."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

from hoaban.kit.errors import RefusedUpload
from hoaban.media.documents import check_document, check_film
from hoaban.media.models import AttachedFile, FileText
from hoaban.media.pictures import take_in


class PictureField(WagtailImageField):
    """Takes the picture in before Wagtail looks at it, so that Wagtail only ever decodes what we wrote."""

    def to_python(self, data: Any) -> Any:
        """The picture as it will be stored, or the refusal in words."""
        if data in self.empty_values:
            return None
        try:
            clean = take_in(data, data.name)
        except RefusedUpload as error:
            raise ValidationError(str(error), code="refused") from error
        return super().to_python(clean)


class PhotoForm(BaseImageForm):
    """Takes a photo in through the one way that writes it anew, with the description that it must have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(required=given.required, label=given.label, widget=given.widget)
        if "description" in self.fields:
            self.fields["description"].help_text = _(
                "What the photo shows, for readers who cannot see it. Without it, or the mark “decorative”, a page "
                "with this photo cannot be published."
            )
        if self.instance.frames > 1 and "title" in self.fields:
            # Wagtail has looked at this field already, and what was bound then is what is shown.
            self["title"].help_text = _(
                "This was an animation of %(frames)s pictures; pages show its first one. To show how it moves, upload "
                "it as a video."
            ) % {"frames": self.instance.frames}

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  Wagtail's signature
        """Save at once with what Wagtail deletes of a replaced photo, so that no new size is deleted with the old."""
        with transaction.atomic():
            return super().save(commit=commit)


class AttachedFileForm(BaseDocumentForm):
    """A document that is what its name says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields and self.instance.pk:
            self.fields["file"].help_text = unread(self.instance)

    def clean_file(self) -> Any:
        """Check a new file; one that is stored already was checked when it came."""
        return checked(self, check_document)


class VideoForm(BaseMediaForm):
    """A film with its content in words."""

    def clean_file(self) -> Any:
        """Refuse a film that is too large or no film; one that was there before is not looked at again."""
        return checked(self, check_film)


def unread(attached: AttachedFile) -> str:
    """Why the search does not know the text of a file; nothing where it does."""
    told = (FileText.State.UNREADABLE, FileText.State.SCANNED)
    found = FileText.objects.filter(file_hash=attached.file_hash or None, state__in=told).first()
    if found is None:
        return ""
    if found.state == FileText.State.SCANNED:
        return str(_("This is a scanned file, a picture of a text. The search knows its title alone."))
    why = found.get_reason_display() or FileText.Reason.DAMAGED.label
    message = _("The text of this file was not read: %(why)s. The search knows its title alone; readers can open it.")
    return str(message) % {"why": why}


def checked(form: forms.ModelForm, check: Any) -> Any:
    """The form's file, checked when it is new."""
    file = form.cleaned_data.get("file")
    if file and "file" in form.changed_data:
        try:
            check(file, file.name)
        except RefusedUpload as error:
            raise ValidationError(str(error), code="refused") from error
        # Wagtail's screens delete the file that is replaced before they save.
        form.instance.note_address()
    return file
