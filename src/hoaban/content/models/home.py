"""The home page, arranged from blocks by the editor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from hoaban.content.models.public import PublicPage, tabs
from hoaban.kit.stream import NamedStreamField


class HomePage(PublicPage):
    """The first page of a portal in one language; the root of everything that the portal publishes."""

    schema_type = "WebSite"
    template = "content/home_page.html"

    body = NamedStreamField("home_body", verbose_name=_("blocks"), blank=True)

    content_panels = [FieldPanel("title"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.Section", "content.StandardPage", "content.StatisticsPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


HomePage.edit_handler = tabs(HomePage.content_panels, HomePage)
