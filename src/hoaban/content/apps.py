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
        from wagtail.models import ReferenceIndex

        # Models are not importable before this.
        from hoaban.content import (
            addresses,
            dependencies,
            desk_choosers,
            desk_titles,
            log_words,
            parameters,
            receivers,
            references,
            searchable,
        )
        from hoaban.content.models import SideBlocks, SiteIdentity, WebLinkGroup
        from hoaban.content.photo_uses import declare_uses
        from hoaban.publication.addresses import publish
        from hoaban.publication.parameters import declare
        from hoaban.publication.searchable import searchable as search_in

        receivers.connect()
        desk_titles.guard_titles()
        desk_choosers.guard_choosers()
        references.guard_forms()
        declare_uses()
        # Wagtail follows by itself what pages refer to, and what snippets do only where the desk runs.
        for model in (SiteIdentity, SideBlocks, WebLinkGroup):
            ReferenceIndex.register_model(model)
        dependencies.track_newsroom()
        log_words.tell_of_newsroom()
        publish(addresses.NewsroomAddresses())
        declare(parameters.NewsroomParameters())
        search_in(searchable.PageSource())
