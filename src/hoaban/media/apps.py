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
        from hoaban.media import queries, receivers
        from hoaban.publication.effects import touches
        from hoaban.publication.tracking import track

        receivers.connect()
        track("media.Photo", ignored=("uploaded_by_user", "created_at"))
        track("media.PhotoRendition", keys=("image", "filter_spec"))
        touches("media_photorendition", queries.sizes_touched)
        track("media.AttachedFile", ignored=("uploaded_by_user", "created_at"))
        track("media.Video", ignored=("uploaded_by_user", "created_at"))
