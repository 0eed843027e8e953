"""What the newsroom gives to the house: its page types, its blocks of the home page, the authors of what is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from hoaban.kit.access import AccessRule
from hoaban.kit.stream import StreamBlocks
from hoaban.media.models import Video
from hoaban.media.sizes import PhotoUse
from hoaban.news import blocks
from hoaban.news.models import Article, ArticleTag, Event, Gallery, VideoPage
from hoaban.news.read_groups import AUTHORS
from hoaban.pages.access import works_on_page
from hoaban.pages.page_types import ListedType
from hoaban.publication.models import Entry
from hoaban.publication.words import PAGE, Wording


def words_about_articles(articles: Sequence[Article]) -> Iterator[list[str]]:
    """What was corrected, and the tags, those of drafts as well."""
    prefetch_related_objects(articles, "corrections", "tagged_items")
    tag_ids = {item.tag_id for article in articles for item in article.tagged_items.all()}
    names = dict(Tag.objects.filter(pk__in=tag_ids).values_list("pk", "name"))
    for article in articles:
        notes = [correction.note for correction in article.corrections.all()]
        yield notes + [names[item.tag_id] for item in article.tagged_items.all() if item.tag_id in names]


def words_below_photos(galleries: Sequence[Gallery]) -> Iterator[list[str]]:
    """Captions and credits."""
    prefetch_related_objects(galleries, "photos")
    for gallery in galleries:
        yield [f"{photo.caption} {photo.credit}" for photo in gallery.photos.all()]


def words_of_films(pages: Sequence[VideoPage]) -> Iterator[list[str]]:
    """The films' contents in words."""
    prefetch_related_objects(pages, "video")
    for page in pages:
        yield [page.video.transcript] if page.video else []


def articles_with_the_tag(entry: Entry) -> Iterable[int]:
    """Articles that bear a tag, whose name is among their words."""
    if entry.table != Tag._meta.db_table:
        return []
    return ArticleTag.objects.filter(tag_id=entry.key).values_list("content_object_id", flat=True)


def pages_with_the_film(entry: Entry) -> Iterable[int]:
    """Pages that show a film, whose content in words is among theirs."""
    if entry.table != Video._meta.db_table:
        return []
    return VideoPage.objects.filter(video_id=entry.key).values_list("pk", flat=True)


DECLARES = [
    AccessRule("news_correct", works_on_page),
    ListedType(
        model=Article,
        kind="article",
        called=_("Articles"),
        held_by="articles",
        held_as=_("articles"),
        teaser_fields=("lead", "byline"),
        text_fields=("lead", "byline", "source"),
        more_text=words_about_articles,
        words_moved_by=articles_with_the_tag,
        list_class="teasers list",
        is_news=True,
    ),
    ListedType(
        model=Event,
        kind="event",
        called=_("Events"),
        held_by="events",
        held_as=_("events"),
        teaser_fields=("lead", "starts_at", "ends_at", "all_day", "place"),
        text_fields=("lead", "place", "organiser", "chairs"),
        component="news/components/event.html",
        list_class="rows",
        starts="starts_at",
        ends="ends_at",
        files=("lich.ics",),
    ),
    ListedType(
        model=Gallery,
        kind="gallery",
        called=_("Photo galleries"),
        held_by="galleries",
        held_as=_("galleries"),
        teaser_fields=("lead", "byline"),
        text_fields=("lead", "byline"),
        more_text=words_below_photos,
    ),
    ListedType(
        model=VideoPage,
        kind="video",
        called=_("Videos"),
        held_by="videos",
        held_as=_("videos"),
        teaser_fields=("lead", "byline", "video"),
        text_fields=("lead", "byline"),
        more_text=words_of_films,
        words_moved_by=pages_with_the_film,
    ),
    AUTHORS,
    Wording("news_correction", owner=PAGE, by="page_id", called=_("note of a correction")),
    StreamBlocks("home_body", blocks.lead_story_block, place=10),
    StreamBlocks("home_body", blocks.blocks_of_newest, place=30),
    PhotoUse("story", "fill-480x300", "fill-960x600"),
    # Made only of the photos that stand there.
    PhotoUse("poster", "fill-1280x720", formats=("jpeg",), used_by="news.VideoPage"),
]
