"""The home page, arranged from blocks by the editor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from hoaban.kit.stream import NamedStreamField
from hoaban.pages.models.public import PublicPage, tabs


class HomePage(PublicPage):
    """The first page of a portal in one language; the root of everything that the portal publishes."""

    schema_type = "WebSite"
    template = "pages/home_page.html"

    body = NamedStreamField("home_body", verbose_name=_("blocks"), blank=True)

    content_panels = [FieldPanel("title"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


HomePage.edit_handler = tabs(HomePage.content_panels, HomePage)
