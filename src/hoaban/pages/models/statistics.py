"""The page of statistics: what is counted and how, what is kept and what never is, and the figures themselves."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from hoaban.kit.vietnamese import clean_text
from hoaban.pages import part_addresses, visits
from hoaban.pages.models.public import PublicPage, tabs

# What the footer knows the page by.
STATISTICS = "statistics"


class StatisticsPage(PublicPage):
    """One a home. The definitions are the product's own words, since they say what the product does."""

    template = "pages/statistics_page.html"

    lead = models.TextField(_("lead"), blank=True, max_length=2000)

    content_panels = [FieldPanel("title"), FieldPanel("lead")]
    promote_panels = [*PublicPage.promote_panels, FieldPanel("show_in_menus")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("page of statistics")
        verbose_name_plural = _("pages of statistics")

    def clean(self) -> None:
        """Clean the lead of what does not belong into a text."""
        self.lead = clean_text(self.lead)
        super().clean()

    def description(self) -> str:
        """The chosen description, else the lead."""
        return self.search_description or self.lead

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what `visits.report_of` gives, and `most_read`, the address of that list."""
        context = super().get_context(request, *args, **kwargs)
        context.update(visits.report_of(context["site"]))
        context["most_read"] = part_addresses.most_read(context["home"].pk, visits.MOST_READ)
        return context


StatisticsPage.edit_handler = tabs(StatisticsPage.content_panels, StatisticsPage)
