"""Registers the room `pages` with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """What every public page is made of."""

    name = "hoaban.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Follow the acts of Wagtail that change what is on air, and guard what the desk shows and saves."""
        from wagtail.models import ReferenceIndex

        # Models are not importable before this.
        from hoaban.pages import (  # noqa: F401
            checks,
            copying,
            desk_choosers,
            desk_titles,
            receivers,
            references,
            reserved,
            site_rules,
            text_editor,
            withdrawn,
        )
        from hoaban.pages.models import SideBlocks, SiteIdentity, WebLinkGroup

        receivers.connect()
        desk_titles.guard_titles()
        desk_choosers.guard_choosers()
        references.guard_forms()
        reserved.guard_slugs()
        copying.guard_copies()
        site_rules.guard_sites()
        text_editor.install()
        withdrawn.offer_filter()
        # Wagtail follows by itself what pages refer to, and what snippets do only where the desk runs.
        for model in (SiteIdentity, SideBlocks, WebLinkGroup):
            ReferenceIndex.register_model(model)
