"""What is listed in sections, with the columns that let an index serve every listing.

Wagtail keeps `live` and the place in the tree on the parent table and the date on the child table: no index
can serve a join of both (1,967 ms for a first page at 100,000 articles). So the three facts stand on the row
itself; `pages.placement` keeps them true.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hoaban.kit.years import FIRST_YEAR_OF_POSTS
from hoaban.pages.models.public import PublicPage
from hoaban.pages.placement import place_of


def listing_indexes(name: str) -> list[models.Index]:
    """Indexes that serve "newest of a section" and "newest of a home", by keyset, for one item table."""
    on_air = models.Q(on_air=True)
    return [
        models.Index(fields=["listed_in", "posted_at", "page_ptr"], condition=on_air, name=f"{name}_by_section"),
        models.Index(fields=["home", "posted_at", "page_ptr"], condition=on_air, name=f"{name}_by_home"),
    ]


class PlaceKey(models.ForeignKey):
    """A key that says where a page stands, not what its editor refers to: Wagtail lists no "usage" by it."""

    wagtail_reference_index_ignore = True

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """For migrations it is a plain key: what the database holds is the same."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", arguments, options


class SectionItem(PublicPage):
    """Something dated that a section lists: an article, an event. Its room declares a `ListedType` for it."""

    posted_at = models.DateTimeField(
        _("posted at"),
        null=True,
        blank=True,
        help_text=_("The time shown on the page. Leave empty to take the moment of publishing."),
    )
    teaser_photo = models.ForeignKey(
        "media.Photo", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    listed_in = PlaceKey(
        "pages.Section",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    home = PlaceKey(
        "pages.HomePage",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    on_air = models.BooleanField(default=False, editable=False)

    emptied_in_copies = (*PublicPage.emptied_in_copies, "posted_at")
    parent_page_types = ["pages.Section"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a shown time that nobody can mean."""
        super().clean()
        latest_year = timezone.now().year + 1
        if self.posted_at and not FIRST_YEAR_OF_POSTS <= self.posted_at.year <= latest_year:
            message = _("The year %(year)s cannot be right: give a time between %(first)s and %(last)s.")
            values = {"year": self.posted_at.year, "first": FIRST_YEAR_OF_POSTS, "last": latest_year}
            raise ValidationError({"posted_at": ValidationError(message, params=values)})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the listing columns true whenever the row is written whole."""
        if kwargs.get("update_fields") is None:
            if self.live and self.posted_at is None:
                # Revisions carry no finer times: the next one would seem to move it in every list.
                self.posted_at = (self.first_published_at or timezone.now()).replace(microsecond=0)
            self.listed_in_id, self.home_id, self.on_air = place_of(self)
            self.teaser_photo = self.choose_teaser_photo()
        super().save(*args, **kwargs)

    def choose_teaser_photo(self) -> Any | None:
        """The photo that stands for this item in listings."""
        return None

    def share_photo(self) -> Any | None:
        """What stands for the item in lists also stands for it where its address is shared."""
        return self.teaser_photo

    def teaser_text(self) -> str:
        """What a feed says of the item beside its title."""
        return str(getattr(self, "lead", ""))

    def authors(self) -> tuple[str, ...]:
        """Who wrote it, as far as the page says so."""
        return ()

    @property
    def updated_at(self) -> Any | None:
        """When the item was changed after its first publication, or None when it never was."""
        first, last = self.first_published_at, self.last_published_at
        return last if first and last and (last - first).total_seconds() >= 60 else None
