"""Web links in groups: addresses of related bodies that side blocks and the home page show."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable


class WebLinkGroup(ClusterableModel):
    """A heading with web links under it, for example "Sở, ban, ngành"."""

    title = models.CharField(_("title"), max_length=200)

    panels = [FieldPanel("title"), InlinePanel("links", label=_("web link"), heading=_("Web links"))]

    class Meta:
        verbose_name = _("group of web links")
        verbose_name_plural = _("groups of web links")

    def __str__(self) -> str:
        return self.title


class WebLink(Orderable):
    """One address with its name and, where there is one, its logo."""

    group = ParentalKey(WebLinkGroup, on_delete=models.CASCADE, related_name="links")
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("address"), max_length=1000)
    logo = models.ForeignKey(
        "media.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo")
    )

    panels = [FieldPanel("name"), FieldPanel("url"), FieldPanel("logo")]

    class Meta(Orderable.Meta):
        verbose_name = _("web link")

    def __str__(self) -> str:
        return self.name
