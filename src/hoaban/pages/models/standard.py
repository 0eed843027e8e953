"""The standard page: what changes seldom, such as the introduction, the contact or the privacy notice."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from hoaban.kit.formats import iso_moment
from hoaban.kit.stream import NamedStreamField
from hoaban.kit.vietnamese import clean_text
from hoaban.pages.models.public import PublicPage, tabs


class StandardPage(PublicPage):
    """A page without a date in a list; its role tells the shell where the law wants it linked."""

    class Role(models.TextChoices):
        """Pages that a portal must have, or that its footer links to (T32 article 16, N224 article 9)."""

        NONE = "", _("no special role")
        INTRODUCTION = "introduction", _("introduction of the body")
        STRUCTURE = "structure", _("organisation and functions")
        SERVICES = "services", _("online public services")
        CONTACT = "contact", _("contact")
        ACCESSIBILITY = "accessibility", _("accessibility statement")
        PRIVACY = "privacy", _("privacy")
        REUSE = "reuse", _("terms of reuse")

    template = "pages/standard_page.html"

    lead = models.TextField(_("lead"), blank=True, max_length=2000)
    body = NamedStreamField("article_body", verbose_name=_("body"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.NONE, blank=True)

    content_panels = [FieldPanel("title"), FieldPanel("lead"), FieldPanel("body"), FieldPanel("role")]
    promote_panels = [*PublicPage.promote_panels, FieldPanel("show_in_menus")]
    parent_page_types = ["pages.HomePage", "pages.Section", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def clean(self) -> None:
        """Clean the lead of what does not belong into a text."""
        self.lead = clean_text(self.lead)
        super().clean()

    def description(self) -> str:
        """The chosen description, else the lead."""
        return self.search_description or self.lead

    def extra_structured_data(self, request: Any) -> dict[str, Any]:
        """When the page was last changed."""
        return {"dateModified": iso_moment(self.last_published_at)} if self.last_published_at else {}


StandardPage.edit_handler = tabs(StandardPage.content_panels, StandardPage)
