"""Registers the room `media` with Django."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class MediaConfig(AppConfig):
    """Photos, attached files, videos."""

    name = "hoaban.media"
    label = "media"
    verbose_name = pgettext_lazy("name of the room", "Media")

    def ready(self) -> None:
        """Follow what happens to files, and bound the pictures that this process looks at."""
        from django.conf import settings
        from PIL import Image

        from hoaban.media import file_texts, receivers

        # Foreign pictures are read in processes of their own; whoever looks at one here meets the same limit.
        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        receivers.connect()
        file_texts.connect()
