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
        from hoaban.publication.tracking import track

        track("media.Photo", ignored=("uploaded_by_user", "created_at"))
        track("media.PhotoRendition", keys=("image",))
        track("media.AttachedFile", ignored=("uploaded_by_user", "created_at"))
        track("media.Video", ignored=("uploaded_by_user", "created_at"))
