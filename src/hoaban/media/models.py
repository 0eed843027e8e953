"""Photos, attached files and videos with what the product keeps of each."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

from django.core.files.images import ImageFile
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError
from wagtail.utils.file import hash_filelike
from wagtailmedia.models import AbstractMedia

from hoaban.media.documents import check_document, check_film
from hoaban.media.kinds import name_of_upload, true_name_of, type_of_upload
from hoaban.media.pictures import FRAMES, take_in
from hoaban.media.storage import published_document
from hoaban.publication.published_files import address_for, published_address
from hoaban.publication.recorder import is_recording

photo_changed = Signal()
"""Sent inside the transaction in which a photo gets its file or another focal point; `photo_id`."""
FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


class NoSizesHere(SourceImageIOError):
    """A size was asked for where none may be made."""


class Photo(AbstractImage):
    """A picture. Its `description` is the alt text where a page does not give another."""

    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who took or made it."))
    # Not `decorative`: each time a photo is loaded, Wagtail sets that to what one place of it says.
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("Says nothing that the text does not say; read aloud by nobody.")
    )
    frames = models.PositiveSmallIntegerField(
        _("frames"), default=1, editable=False, help_text=_("How many pictures an animation had; pages show the first.")
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "is_decorative",
        "credit",
        "collection",
        "tags",
        *FOCAL_POINT,
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take a new file in, whichever door it came by; raises RefusedUpload."""
        if self.file and not self.file._committed:
            given = self.file.file
            if not hasattr(given, FRAMES):
                given = take_in(given, self.file.name)
                self.file = ImageFile(given.file, name=given.name)
                self.width, self.height = self.file.width, self.file.height
                self.file_size = given.size
            self.frames = getattr(given, FRAMES)
        with transaction.atomic():
            before = Photo.objects.filter(pk=self.pk).first() if self.pk else None
            super().save(*args, **kwargs)
            self.delete_outdated_sizes(before)

    def delete_outdated_sizes(self, before: Photo | None) -> None:
        """Delete the sizes that show what the photo is not any more, and ask for new ones; raises nothing."""
        if before is not None and is_made_from(before, self):
            return
        if before is not None:
            stale = self.renditions.all()
            (stale if before.file.name != self.file.name else stale.exclude(focal_point_key="")).delete()
        photo_changed.send(sender=Photo, photo_id=self.pk)

    def create_rendition(self, filter: Filter) -> AbstractRendition:  # noqa: A002  Wagtail's name
        """As Wagtail, but never while a page is rendered for readers; raises NoSizesHere then."""
        self.refuse_in_a_rendering(filter)
        return super().create_rendition(filter)

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        """Make several sizes at once, which Wagtail's lists of photos ask for."""
        for wanted in filters:
            self.refuse_in_a_rendering(wanted)
        return super().create_renditions(*filters)

    def refuse_in_a_rendering(self, wanted: Filter) -> None:
        """Raise NoSizesHere while a page is rendered for readers."""
        if is_recording():
            raise NoSizesHere(
                f"The size {wanted.spec} of photo {self.pk} was asked for while a page is pressed. Declare it in "
                "hoaban.media.sizes and offer it with the tag `offer`, so that it is made beforehand."
            )

    @property
    def default_alt_text(self) -> str:
        """Alt text for Wagtail's own tags: never the title, which is often a file name."""
        return "" if self.is_decorative else self.description

    def alt_text(self, own: str = "", *, decorative: bool = False) -> str:
        """Alt text where a page gives words of its `own`, or says that the photo is `decorative` there."""
        return "" if decorative else own or self.default_alt_text

    def is_described(self, own: str = "", *, decorative: bool = False) -> bool:
        """Whether a page may show the photo: somebody said what it shows, or that it says nothing."""
        return decorative or self.is_decorative or bool(own.strip() or self.description.strip())


def is_made_from(one: Photo, other: Photo) -> bool:
    """Whether sizes made from one state of a photo show the other: the same file around the same point."""
    return all(getattr(one, name) == getattr(other, name) for name in ("file", "file_size", *FOCAL_POINT))


class PhotoRendition(AbstractRendition):
    """A photo in one size and format; the only form in which photos are public."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_photo_rendition")
        ]


class FormerFile(models.Model):
    """A published address at which a document or film was before its file was replaced: it leads to the present one."""

    address = models.CharField(_("former address"), max_length=255, db_index=True)
    document = models.ForeignKey("media.AttachedFile", null=True, on_delete=models.CASCADE, related_name="+")
    film = models.ForeignKey("media.Video", null=True, on_delete=models.CASCADE, related_name="+")
    replaced_at = models.DateTimeField(_("replaced at"), auto_now_add=True)
    # It shows nothing: what was replaced must not count as a use of what came after.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("former file")
        verbose_name_plural = _("former files")

    def __str__(self) -> str:
        return self.address


class NamedFile:
    """What a document and a film know of the name that their editor gave, and of addresses before a replacement.

    Each has a field `given_name` of its own; `kind` is its field in `FormerFile`.
    """

    kind: str
    # The address of a file that is about to be replaced, where it had to be noted while the file was still there.
    noted_address = ""

    pk: Any
    file: Any
    given_name: Any

    def take_name(self) -> None:
        """Keep the name of a new file; its stored name has lost blanks and other signs."""
        self.given_name = true_name_of(self.file.name, self.file.name)

    @property
    def name_to_save(self) -> str:
        """The name under which readers save it."""
        stored = PurePath(self.file.name).name
        return name_of_upload(true_name_of(self.given_name, stored))

    @property
    def public_address(self) -> str:
        """Where the file is published while a public page shows it; empty where there is none on the disk."""
        return (address_for(Path(self.file.path), self.name_to_save) or "") if self.file else ""

    def note_address(self) -> None:
        """Note the published address before the file is deleted, for whoever deletes it before saving another."""
        self.noted_address = self.address_before()

    def address_before(self) -> str:
        """The published address of what stands in the database, of which the file is about to be replaced."""
        if self.noted_address:
            return self.noted_address
        model: Any = type(self)
        before = model.objects.filter(pk=self.pk).first() if self.pk else None
        return before.public_address if before is not None else ""

    def remember(self, before: str) -> None:
        """Keep the address that the file had, if it has another one now."""
        self.noted_address = ""
        if before and before != self.public_address:
            this: Any = {self.kind: self}
            FormerFile.objects.get_or_create(address=before, **this)


class AttachedFile(NamedFile, AbstractDocument):
    """A file that pages attach; public only while a public page attaches it."""

    kind = "document"
    is_sent = False
    given_name = models.CharField(_("name as uploaded"), max_length=255, blank=True, default="", editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Check a new file, whichever door it came by; raises RefusedUpload."""
        before = ""
        if self.file and not self.file._committed:
            check_document(self.file.file, self.file.name)
            before = self.address_before()
            self.take_name()
            # Wagtail's forms set it, other doors do not; the text of a file is kept under it.
            self.file.file.seek(0)
            self.file_hash = hash_filelike(self.file.file)
            self.file.file.seek(0)
        super().save(*args, **kwargs)
        self.remember(before)

    @property
    def url(self) -> str:
        """The published address in a page that is pressed, else the one at which the desk answers with the file."""
        if is_recording():
            published = published_document(Path(self.file.path), self.name_to_save, self.collection)
            if published:
                return published
        return super().url

    @property
    def filename(self) -> str:
        """The stored name, by which Wagtail knows an address; once it is sent, the one under which readers save it."""
        return self.name_to_save if self.is_sent else str(super().filename)

    @property
    def content_type(self) -> str:
        """The media type of the stored file; of a kind that no browser runs."""
        return type_of_upload(self.filename)


class Video(NamedFile, AbstractMedia):
    """A film of the portal's own with its content in words (T32 article 18.1.c)."""

    kind = "film"
    transcript = models.TextField(
        _("transcript"), blank=True, help_text=_("What is said and shown, for those who cannot hear or see it.")
    )
    given_name = models.CharField(_("name as uploaded"), max_length=255, blank=True, default="", editable=False)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "duration",
        "width",
        "height",
        "thumbnail",
        "transcript",
        "tags",
    )

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["-created_at"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Check a new film, whichever door it came by; raises RefusedUpload. It is never a sound: no page shows one."""
        self.type = "video"
        before = ""
        if self.file and not self.file._committed:
            check_film(self.file.file, self.file.name)
            before = self.address_before()
            self.take_name()
        super().save(*args, **kwargs)
        self.remember(before)

    @property
    def url(self) -> str:
        """Where readers get the film: the published address in a page that is pressed."""
        if is_recording():
            published = published_address(Path(self.file.path), self.name_to_save, true_name=self.name_to_save)
            if published:
                return published
        return super().url


class FileText(models.Model):
    """The text in the files of one content, for the search."""

    READER = 1
    """Which reader reads now: one more where it reads what the one before did not, and all files are read again."""

    class State(models.TextChoices):
        """How far the reading of a file's text has come."""

        READ = "read", _("read")
        SCANNED = "scanned", _("scanned: pictures of text")
        UNREADABLE = "unreadable", _("cannot be read")
        NONE = "none", _("a kind without text")

    class Reason(models.TextChoices):
        """Why a text could not be read, for the form of the file and the results of a search."""

        DAMAGED = "damaged", _("it is damaged")
        LOCKED = "locked", _("it is locked with a password")
        OLD = "old", _("it is of a program before Office 2007; save it as DOCX, XLSX, PPTX or PDF")
        TIME = "time", _("reading it takes too long")
        MEMORY = "memory", _("reading it takes too much memory")

    file_hash = models.CharField(_("hash of the content"), max_length=40, unique=True)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State)
    reason = models.CharField(_("why it was not read"), max_length=12, choices=Reason, blank=True, default="")
    reader = models.PositiveSmallIntegerField(_("which reader read it"), default=0, editable=False)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return f"{self.file_hash}: {self.get_state_display()}"
