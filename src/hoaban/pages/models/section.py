"""The section: a heading of the portal with what it lists, its archive by month and its feeds."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from hoaban.kit.stream import NamedStreamField
from hoaban.pages import feeds, listings
from hoaban.pages.archive import PER_PAGE, Archive, ListingPage
from hoaban.pages.lookups import ids_below, links
from hoaban.pages.models.public import PublicPage, tabs
from hoaban.pages.page_types import ListedType, held_choices, listed_type_held_by
from hoaban.pages.page_urls import url_here
from hoaban.pages.privacy import private_paths
from hoaban.publication.homes import home_place


class Section(RoutablePageMixin, PublicPage):
    """A heading of the portal that lists pages of one type, whichever rooms declare."""

    schema_type = "CollectionPage"
    template = "pages/section.html"

    summary = models.TextField(_("what this section is about"), blank=True, max_length=500)
    holds = models.CharField(_("lists"), max_length=20, choices=held_choices, default="articles")
    side_blocks = NamedStreamField(
        "side_blocks",
        verbose_name=_("side blocks"),
        blank=True,
        help_text=_("Leave empty to show the side blocks of the section above, or those of the site."),
    )

    content_panels = [FieldPanel("title"), FieldPanel("summary"), FieldPanel("holds")]
    promote_panels = [*PublicPage.promote_panels, FieldPanel("show_in_menus")]
    edit_handler = None  # set below, when the class exists

    parent_page_types = ["pages.HomePage", "pages.Section"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def description(self) -> str:
        """The chosen description, else what the section is about."""
        return self.search_description or self.summary

    @property
    def listed_type(self) -> ListedType | None:
        """The type of page that the section lists; None where no installed room declares it (any more)."""
        try:
            return listed_type_held_by(self.holds)
        except LookupError:
            return None

    @cached_property
    def live_sections_below(self) -> list[tuple[int, str]]:
        """(id, path) of the live sections below."""
        ids = [pk for pk in ids_below(Section, self.path) if pk != self.pk]
        return list(Page.objects.filter(pk__in=ids, live=True).order_by("path").values_list("pk", "path"))

    @property
    def ids_with_below(self) -> list[int]:
        """Ids of the section and of its live sub-sections at any depth, the section first."""
        return [self.pk, *(pk for pk, _path in self.live_sections_below)]

    def sub_sections(self) -> list[Page]:
        """Live sections directly below, in the editor's order; none that is private while this one is not."""
        private = tuple(path for path in private_paths(self.path) if not self.path.startswith(path))
        below = [(pk, path) for pk, path in self.live_sections_below if path[: -Page.steplen] == self.path]
        ids = [pk for pk, path in below if not path.startswith(private)]
        return list(links(Page.objects.filter(pk__in=ids)).order_by("path")) if ids else []

    def newest(self, limit: int, *, photos: bool = True) -> list[Any]:
        """The newest items of the section and of those below."""
        listed = self.listed_type
        return listings.newest_of_sections(listed.model, self.ids_with_below, limit, photos=photos) if listed else []

    def archive(self, base: str | None = None) -> Archive | None:
        """Its listings by month, below its address or another one that is its own; None where it can list nothing."""
        listed = self.listed_type
        return Archive(listed.model, self.ids_with_below, url_here(self) if base is None else base) if listed else None

    @path("")
    def first_page(self, request: HttpRequest) -> HttpResponse:
        """The newest items, and what comes up where the section lists what takes place."""
        archive, listed = self.archive(), self.listed_type
        context: dict[str, Any] = {"listing": archive.first_page() if archive else ListingPage(items=[])}
        if listed and listed.starts:
            home = Page.objects.filter(path=home_place(self.path)).values_list("pk", flat=True).first()
            context["upcoming"] = listings.upcoming(listed, home or 0, PER_PAGE, self.ids_with_below)
        return self.render(request, context_overrides=context)

    @path("luu-tru/")
    def years(self, request: HttpRequest) -> HttpResponse:
        """The years and months from which the section has items."""
        archive = self.archive()
        overrides = {"years": archive.years() if archive else [], "listing": None}
        self.shown_part = [(capfirst(str(_("archive"))), "luu-tru/")]
        return self.render(request, context_overrides=overrides, template="pages/section_archive.html")

    @path("luu-tru/<int:year>/<int:month>/")
    @path("luu-tru/<int:year>/<int:month>/<int:number>/")
    def month(self, request: HttpRequest, year: int, month: int, number: int = 1) -> HttpResponse:
        """One numbered page of one month; numbers start at the oldest, so old pages never shift."""
        archive = self.archive()
        listing = archive.month_page(year, month, number) if archive else None
        if archive is None or listing is None:
            raise Http404
        name = capfirst(str(_("month %(month)s/%(year)s")) % {"month": month, "year": year})
        own = archive.month_url(year, month, number).removeprefix(archive.base)
        self.shown_part = [(capfirst(str(_("archive"))), "luu-tru/"), (name, own)]
        return self.render(request, context_overrides={"listing": listing}, template="pages/section_archive.html")

    @path("atom.xml/")
    def atom(self, request: HttpRequest) -> HttpResponse:
        """The newest items as an Atom feed."""
        return feeds.AtomFeed()(request, source=self.feed_source())

    @path("rss.xml/")
    def rss(self, request: HttpRequest) -> HttpResponse:
        """The newest items as an RSS feed."""
        return feeds.RssFeed()(request, source=self.feed_source())

    def feed_source(self) -> feeds.FeedSource:
        """What the section's feeds are made of; a feed shows no photo."""
        return feeds.FeedSource(self, partial(self.newest, photos=False))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `sub_sections`, live ones in the editor's order, and `listed_type` (None: see there)."""
        context = super().get_context(request, *args, **kwargs)
        context.update(sub_sections=self.sub_sections(), listed_type=self.listed_type)
        return context


Section.edit_handler = tabs(Section.content_panels, Section, ([FieldPanel("side_blocks")], _("Side blocks")))
