"""What every public page has: its place in the tree, its description, and the context of its template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.models import Page

from hoaban.counting import queries as counting
from hoaban.kit.vietnamese import clean_line, slug
from hoaban.pages import lookups
from hoaban.pages.forms import PublicPageForm
from hoaban.pages.models.withdrawal import Withdrawal
from hoaban.pages.page_frame import frame_of
from hoaban.pages.page_urls import url_parts
from hoaban.pages.reserved import is_reserved


class PublicPage(Page):
    """A page that readers see. Subclasses say what they add in `schema_type` and `content_panels`."""

    schema_type = "WebPage"
    open_graph_type = "website"
    shows_side_blocks = True
    # (title, address below the page) of the steps to the part of it that is shown, such as a month of an archive.
    shown_part: Sequence[tuple[str, str]] = ()
    base_form_class = PublicPageForm
    # See `pages.copying`.
    emptied_in_copies: tuple[str, ...] = (
        "first_published_at",
        "last_published_at",
        "go_live_at",
        "expire_at",
        "expired",
    )

    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
        ),
    ]
    settings_panels = [PublishingPanel()]

    class Meta:
        abstract = True

    def _set_core_field_defaults(self) -> None:
        """Make the slug without diacritics before Wagtail makes its own, which would lose every đ."""
        self.title = clean_line(self.title or "")
        if not self.slug and self.title and self.path:
            wanted = slug(self.title, max_length=200) or type(self).__name__.lower()
            self.slug = self.free_slug(wanted, self.get_parent())
        super()._set_core_field_defaults()

    def free_slug(self, wanted: str, parent: Page) -> str:
        """The wanted slug, or the first of `wanted-2`, `wanted-3` ... that no sibling has.

        What the portal answers itself gets a word before it: `muc-tim-kiem`.
        """
        if is_reserved(wanted, parent):
            wanted = f"muc-{wanted}"
        taken = set(
            Page.objects.child_of(parent)
            .exclude(pk=self.pk)
            .filter(slug__startswith=wanted)
            .values_list("slug", flat=True)
        )
        number, candidate = 1, wanted
        while candidate in taken:
            number += 1
            candidate = f"{wanted}-{number}"
        return candidate

    def get_url_parts(self, request: Any = None) -> tuple[int, str | None, str | None] | None:
        """As Wagtail, for less."""
        return url_parts(self, request) or super().get_url_parts(request)

    @property
    def status_string(self) -> Any:
        """As Wagtail, but a withdrawn page is no draft."""
        if not self.live and Withdrawal.objects.filter(page=self.pk).exists():
            return _("withdrawn")
        return super().status_string

    @classmethod
    def foresee(cls, pages: Sequence[PublicPage]) -> None:
        """Load what these pages are going to show, for all of them at once; the press calls it before a batch."""
        lookups.TRANSLATIONS.ahead(page.translation_key for page in pages)
        counting.foresee_reads(page.pk for page in pages)

    def refuse_publication(self) -> None:
        """Raise ValidationError where something is missing that a draft may lack, but no published page."""

    def description(self) -> str:
        """One or two sentences for search engines, feeds and shared links."""
        return self.search_description

    def share_photo(self) -> Any | None:
        """The photo shown when the address is shared, or None."""
        return None

    def extra_structured_data(self, request: HttpRequest | None) -> dict[str, Any]:
        """What this page type adds to its schema.org object."""
        return {}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Context of every page template: see `page_context` for the names that stand in it."""
        context = super().get_context(request, *args, **kwargs)
        context.update(frame_of(self, request))
        return context


def tabs(content: list[Any], page_type: type[PublicPage], *more: tuple[list[Any], Any]) -> TabbedInterface:
    """The editor's screen: content first, then what the page type adds, then promotion and settings."""
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Content")),
            *(ObjectList(panels, heading=heading) for panels, heading in more),
            ObjectList(page_type.promote_panels, heading=_("Promotion")),
            ObjectList(page_type.settings_panels, heading=_("Settings")),
        ]
    )
