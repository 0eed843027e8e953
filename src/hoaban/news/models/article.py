"""The article: what the portal is read for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable

from hoaban.kit.byline import Byline, parse_byline
from hoaban.kit.stream import NamedStreamField
from hoaban.kit.vietnamese import clean_line, clean_text, shortened
from hoaban.media.queries import MADE_SIZES, load_sizes
from hoaban.pages import listings, lookups, part_addresses
from hoaban.pages.models.public import tabs
from hoaban.pages.models.section_item import SectionItem, listing_indexes


class ArticleTag(TaggedItemBase):
    """Links a tag to an article."""

    content_object = ParentalKey("news.Article", on_delete=models.CASCADE, related_name="tagged_items")


class Article(SectionItem):
    """A news item: title, posted time, lead, body, byline, and everything said about it later."""

    schema_type = "NewsArticle"
    open_graph_type = "article"
    emptied_in_copies = (*SectionItem.emptied_in_copies, "corrections")
    template = "news/article.html"

    lead = models.TextField(
        _("lead"), blank=True, max_length=2000, help_text=_("One paragraph under the title: what, where, when, who.")
    )
    body = NamedStreamField("article_body", verbose_name=_("body"), blank=True)
    byline = models.CharField(
        _("byline"),
        max_length=300,
        blank=True,
        help_text=_("As it is printed, for example “Tin, ảnh: Minh Thùy”. Authors and photo credits are read from it."),
    )
    is_reprint = models.BooleanField(_("reprinted from elsewhere"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=1000, blank=True)
    cover = models.ForeignKey(
        "media.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo for lists"),
        help_text=_("Leave empty to take the first photo of the body."),
    )
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))

    content_panels = [
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("byline"), FieldPanel("posted_at")]),
        MultiFieldPanel(
            [FieldPanel("is_reprint"), FieldPanel("source"), FieldPanel("source_url")],
            heading=_("Reprint"),
            classname="collapsed",
        ),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("tags")], heading=_("Lists and tags")),
    ]
    related_panels = [
        InlinePanel("related_articles", label=_("related article"), heading=_("Related articles")),
        InlinePanel("corrections", label=_("correction"), heading=_("Corrections")),
    ]
    edit_handler = tabs(content_panels, SectionItem, (related_panels, _("Related and corrections")))

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = listing_indexes("article")

    def clean(self) -> None:
        """A reprint names its source: readers and the law ask for it (Decree 174/2026, article 93)."""
        self.lead = clean_text(self.lead)
        self.byline = clean_line(self.byline)
        self.source = clean_line(self.source)
        super().clean()
        if self.is_reprint:
            missing = {
                name: _("A reprint must name its source and give its address.")
                for name in ("source", "source_url")
                if not getattr(self, name)
            }
            if missing:
                raise ValidationError(missing)

    @cached_property
    def credits(self) -> Byline:
        """Authors, photographers and source as the printed byline names them."""
        return parse_byline(self.byline)

    @cached_property
    def shown_tags(self) -> list[Tag]:
        """The tags in the editor's order, those of a draft as well."""
        return listings.tags_with_ids(item.tag_id for item in self.tagged_items.all())

    def choose_teaser_photo(self) -> Any | None:
        """The chosen cover, else the first photo of the body."""
        return self.cover or next(iter(self.photos_of_body()), None)

    def photos_of_body(self) -> list[Any]:
        """The photos that stand in the body by themselves, those of galleries not among them."""
        photos = (block.value["image"] for block in self.body if block.block_type == "photo")
        return [photo for photo in photos if photo]

    def photos_side_by_side(self) -> list[Any]:
        """The photos of the galleries in the body."""
        galleries = (block.value for block in self.body if block.block_type == "gallery")
        return [entry["image"] for gallery in galleries for entry in gallery if entry["image"]]

    def description(self) -> str:
        """The chosen description, else the beginning of the lead."""
        return self.search_description or shortened(self.lead, 200)

    def extra_structured_data(self, request: Any) -> dict[str, Any]:
        """What schema.org wants of a NewsArticle beyond the common fields."""
        names = [{"@type": "Person", "name": name} for name in self.credits.authors]
        return {"headline": self.title, **({"author": names} if names else {})}

    def same_tag(self) -> dict[str, Any] | None:
        """{tag, part} of the article's first tag, under which its kin is listed; None without a tag."""
        home_id, tags = self.home_id, self.shown_tags
        return {"tag": tags[0], "part": part_addresses.of_tag(home_id, tags[0].slug)} if tags and home_id else None

    def authors(self) -> tuple[str, ...]:
        """The authors that the byline names."""
        return self.credits.authors

    def chosen_beside(self, limit: int) -> list[Article]:
        """Articles chosen by hand, those that readers may see; what shares a tag is a part of its own."""
        by_hand = [related.article_id for related in self.related_articles.all()]
        if self.home_id is None or not by_hand:
            return []
        return listings.teasers(Article, listings.shown_under(Article, self.home_id, by_hand), photos=False)[:limit]

    @classmethod
    def foresee(cls, pages: Sequence[Article]) -> None:
        """Load what these articles show beside themselves: tags, what stands before and after them."""
        super().foresee(pages)
        lookups.TAGS.ahead(item.tag_id for page in pages for item in page.tagged_items.all())
        MADE_SIZES.ahead(page.teaser_photo_id for page in pages if page.teaser_photo_id)
        beside = lookups.neighbours(pages[0].specific_class).ahead(page.pk for page in pages)
        lookups.PAGE_LINKS.ahead(pk for _pk, *both in beside for pk in both if pk)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `related`, `same_tag` (tag and address of its part, or None), `newer`, `older`, `corrections`."""
        load_sizes([self.teaser_photo, *self.photos_of_body(), *self.photos_side_by_side()])
        context = super().get_context(request, *args, **kwargs)
        newer, older = listings.neighbours(self)
        context.update(
            related=self.chosen_beside(limit=6),
            same_tag=self.same_tag(),
            newer=newer,
            older=older,
            corrections=sorted(self.corrections.all(), key=lambda correction: correction.corrected_on, reverse=True),
        )
        return context


class RelatedArticle(Orderable):
    """An article that the editor wants read beside this one."""

    page = ParentalKey(Article, on_delete=models.CASCADE, related_name="related_articles")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    panels = [PageChooserPanel("article", "news.Article")]

    class Meta(Orderable.Meta):
        verbose_name = _("related article")


class Correction(Orderable):
    """A dated public note that says what was wrong and is right now (L104, article 22)."""

    page = ParentalKey(Article, on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField(_("corrected on"), default=timezone.localdate)
    note = models.TextField(_("what was corrected"), max_length=2000)

    panels = [FieldPanel("corrected_on"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
