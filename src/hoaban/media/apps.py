"""Registers the room `media` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Photos, attached files, videos."""

    name = "hoaban.media"
    label = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        """Declare what public pages show of media; how often a file was used is not shown."""
        from django.conf import settings
        from PIL import Image

        from hoaban.media import queries, receivers, searchable, texts
        from hoaban.publication.effects import touches
        from hoaban.publication.searchable import searchable as search_in
        from hoaban.publication.tracking import track
        from hoaban.publication.words import file_happenings, tell

        # Foreign pictures are read in processes of their own; whoever looks at one here meets the same limit.
        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        receivers.connect()
        track("media.Photo", ignored=("uploaded_by_user", "created_at"))
        track("media.PhotoRendition", keys=("image", "filter_spec"))
        touches("media_photorendition", queries.sizes_touched)
        track("media.AttachedFile", ignored=("uploaded_by_user", "created_at"))
        track("media.Video", ignored=("uploaded_by_user", "created_at"))
        # What the program works out from a file by itself is no change to a person.
        unspoken = ("width", "height", "file_size", "file_hash", "duration")
        for table in ("media_photo", "media_attachedfile", "media_video"):
            tell(table, happenings=file_happenings, unspoken=unspoken)
        for table in ("media_photorendition", "media_filetext", "wagtailcore_referenceindex"):
            tell(table, silent=True)
        # The search follows which page attaches which file, and what was read in it.
        track("wagtailcore.ReferenceIndex", keys=("base_content_type", "object_id", "to_content_type", "to_object_id"))
        track("media.FileText", keys=("file_hash",))
        texts.connect()
        search_in(searchable.FileSource())
