"""The section: a heading of the portal with what it lists, its archive by month and its feeds."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from hoaban.content import archive, feeds, queries
from hoaban.content.models.public import PublicPage, tabs
from hoaban.kit.stream import NamedStreamField


class Section(RoutablePageMixin, PublicPage):
    """A heading of the portal that holds articles, or events, galleries, videos."""

    class Holds(models.TextChoices):
        """What a section lists."""

        ARTICLES = "articles", _("articles")
        EVENTS = "events", _("events")
        GALLERIES = "galleries", _("galleries")
        VIDEOS = "videos", _("videos")

    schema_type = "CollectionPage"
    template = "content/section.html"

    summary = models.TextField(_("what this section is about"), blank=True, max_length=500)
    holds = models.CharField(_("lists"), max_length=20, choices=Holds, default=Holds.ARTICLES)
    side_blocks = NamedStreamField(
        "side_blocks",
        verbose_name=_("side blocks"),
        blank=True,
        help_text=_("Leave empty to show the side blocks of the section above, or those of the site."),
    )

    content_panels = [FieldPanel("title"), FieldPanel("summary"), FieldPanel("holds")]
    promote_panels = [*PublicPage.promote_panels, FieldPanel("show_in_menus")]
    edit_handler = None  # set below, when the class exists

    parent_page_types = ["content.HomePage", "content.Section"]
    subpage_types = [
        "content.Section",
        "content.Article",
        "content.Event",
        "content.Gallery",
        "content.VideoPage",
        "content.StandardPage",
    ]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def description(self) -> str:
        """The chosen description, else what the section is about."""
        return self.search_description or self.summary

    @cached_property
    def live_sections_below(self) -> list[tuple[int, str]]:
        """(id, path) of the live sections below, asked once for each loaded section."""
        return queries.live_sections_below(self.path)

    @path("")
    def first_page(self, request: HttpRequest) -> HttpResponse:
        """The newest items, and what comes up where the section holds events."""
        return self.render(request, context_overrides=archive.first_page(self))

    @path("luu-tru/")
    def years(self, request: HttpRequest) -> HttpResponse:
        """The years and months from which the section has items."""
        overrides = {"years": archive.years(self), "listing": None}
        return self.render(request, context_overrides=overrides, template="content/section_archive.html")

    @path("luu-tru/<int:year>/<int:month>/")
    @path("luu-tru/<int:year>/<int:month>/<int:number>/")
    def month(self, request: HttpRequest, year: int, month: int, number: int = 1) -> HttpResponse:
        """One numbered page of one month; numbers start at the oldest, so old pages never shift."""
        listing = archive.month_page(self, year, month, number)
        if listing is None:
            raise Http404
        return self.render(request, context_overrides={"listing": listing}, template="content/section_archive.html")

    @path("atom.xml/")
    def atom(self, request: HttpRequest) -> HttpResponse:
        """The newest articles as an Atom feed."""
        return feeds.AtomFeed()(request, section=self)

    @path("rss.xml/")
    def rss(self, request: HttpRequest) -> HttpResponse:
        """The newest articles as an RSS feed."""
        return feeds.RssFeed()(request, section=self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `sub_sections`, live ones in the editor's order."""
        context = super().get_context(request, *args, **kwargs)
        context["sub_sections"] = queries.sub_sections(self)
        return context


Section.edit_handler = tabs(Section.content_panels, Section, ([FieldPanel("side_blocks")], _("Side blocks")))
