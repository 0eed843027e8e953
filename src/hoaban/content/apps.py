"""Registers the room `content` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hoaban.kit.stream import register_blocks


class ContentConfig(AppConfig):
    """The newsroom."""

    name = "hoaban.content"
    label = "content"
    verbose_name = _("Newsroom")

    def import_models(self) -> None:
        """Declare the named stream fields before the models that use them are imported."""
        register_blocks("article_body", "hoaban.content.blocks.body.body_blocks")
        register_blocks("home_body", "hoaban.content.blocks.home.home_blocks")
        register_blocks("side_blocks", "hoaban.content.blocks.side.side_blocks")
        super().import_models()

    def ready(self) -> None:
        """Follow the acts of Wagtail that change what is on air."""
        from hoaban.content import addresses, dependencies, parameters, receivers, searchable
        from hoaban.publication.addresses import publish
        from hoaban.publication.parameters import declare
        from hoaban.publication.searchable import searchable as search_in

        receivers.connect()
        dependencies.track_newsroom()
        publish(addresses.NewsroomAddresses())
        declare(parameters.NewsroomParameters())
        search_in(searchable.PageSource())
