"""Fills an empty portal with the demo; never touches a portal that has content of its own."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Site

from hoaban.counting.actions import set_opening_balance
from hoaban.demo import places
from hoaban.demo.examples import add_examples, how_many_examples
from hoaban.demo.filler import Filler
from hoaban.demo.furniture import IDENTITY, arrange_home, put_side_blocks
from hoaban.demo.grammar import make_article
from hoaban.demo.items import add_events, add_galleries, add_video
from hoaban.demo.pictures import SCENES
from hoaban.demo.stories import ENGLISH, STORIES, Story
from hoaban.kit.progress import Progress, no_progress
from hoaban.news.actions import publish_article
from hoaban.news.models import Article, Correction, RelatedArticle
from hoaban.pages.actions import open_home, open_site, publish_page, set_identity, withdraw_page
from hoaban.pages.first_pages import HOME_SLUG, HOME_TITLE
from hoaban.pages.models import HomePage, Section

MADE = 46
OTHERS = 24
"""Pages that are not articles: standing pages, events, galleries, video, statistics, the withdrawn one, homes."""


def portal_is_empty() -> bool:
    """Whether nobody has put anything into the portal yet."""
    return not (Page.objects.filter(depth=2).exclude(slug="home").exists() or Article.objects.exists())


def fill(seed: int = 1, progress: Progress = no_progress) -> bool:
    """Make the whole demo; False where the portal has content of its own or the demo already."""
    if not portal_is_empty():
        return False
    filler = Filler(seed, progress, len(STORIES) + len(ENGLISH) + MADE + OTHERS + how_many_examples())
    home = open_home("vi", title=HOME_TITLE, slug=HOME_SLUG)
    site = open_site(home, hostname="localhost", port=8000, name="Hoa Ban")
    set_identity(site, IDENTITY)
    progress(0, filler.total, "Hoa Ban")
    build_sections(filler, home, places.SECTIONS)
    places.add_standard_pages(filler, home)
    places.add_statistics(filler, home)
    articles = [write_story(filler, story, number, site) for number, story in enumerate(STORIES)]
    relate(articles)
    make_more(filler, site)
    add_events(filler)
    add_galleries(filler)
    add_video(filler)
    add_examples(filler, home)
    put_side_blocks(site, filler)
    arrange_home(filler, home, articles[0])
    withdraw_one(filler)
    fill_english(filler, site, home)
    return True


def build_sections(filler: Filler, parent: Page, wanted: list[Any]) -> None:
    """Publish sections and those below them, and remember each by its slug."""
    for title, slug, holds, summary, in_menu, below in wanted:
        section = Section(title=title, slug=slug, holds=holds, summary=summary, show_in_menus=in_menu)
        filler.sections[slug] = publish_page(section, parent=parent)
        build_sections(filler, section, below)


def write_story(filler: Filler, story: Story, number: int, site: Site) -> Article:
    """One hand-written article with its photo, blocks, tags, reads and correction."""
    photo = filler.photo(story.scene, number, story.alt)
    first, *rest = story.paragraphs
    body: list[tuple[str, Any]] = [
        ("text", f"<p>{first}</p>"),
        ("photo", {"image": photo, "caption": story.caption, "credit": "", "alt": "", "file_name": ""}),
        ("text", "".join(f"<p>{paragraph}</p>" for paragraph in rest)),
        *(block(filler, name, value, number) for name, value in story.extras),
    ]
    article = Article(
        title=story.title,
        lead=story.lead,
        body=body,
        byline=story.byline,
        posted_at=filler.moment(story.days_ago, number * 7),
        is_reprint=bool(story.source),
        source=story.source,
        source_url="https://bantin.hoaban.example/tin" if story.source else "",
    )
    article.tags.add(*story.tags)
    if story.correction:
        corrected_on = filler.moment(story.days_ago - 1).date()
        article.corrections.add(Correction(corrected_on=corrected_on, note=story.correction))
    publish_article(article, section=filler.sections[story.section])
    filler.step(article.title)
    if story.reads:
        set_opening_balance(site_id=site.pk, page_id=article.pk, count=story.reads, as_of=filler.moment(0).date())
    return article


def block(filler: Filler, name: str, value: Any, number: int) -> tuple[str, Any]:
    """A further block of a story with its files and photos made."""
    if name == "files":
        return name, [filler.file(title) for title in value]
    if name == "gallery":
        photos = enumerate(value)
        return name, [
            {"image": filler.photo(scene, 100 + number * 10 + place, caption), "caption": caption}
            for place, (scene, caption) in photos
        ]
    return name, value


def relate(articles: list[Article]) -> None:
    """Relate the bridge to the road and the flood of the same valley by hand."""
    first, *others = articles
    for article in (others[4], others[0]):
        first.related_articles.add(RelatedArticle(article=article))
    publish_article(first)


def make_more(filler: Filler, site: Site) -> None:
    """Further articles from the grammar, so that archives and lists have something to show."""
    slugs = ["tin-tuc", "kinh-te", "giao-duc", "y-te", "van-hoa"]
    scenes = list(SCENES)
    for number in range(MADE):
        made = make_article(number, filler.seed)
        body: list[tuple[str, Any]] = [("text", "".join(f"<p>{text}</p>" for text in made.paragraphs))]
        if number % 3 == 0:
            photo = filler.photo(scenes[number % len(scenes)], 50 + number % 8, made.title.split(" (")[0])
            body.insert(
                0, ("photo", {"image": photo, "caption": "Ảnh minh họa.", "credit": "", "alt": "", "file_name": ""})
            )
        article = Article(
            title=made.title,
            lead=made.lead,
            body=body,
            byline=made.byline,
            posted_at=filler.moment(11 + number * 11, number * 13 % 500),
        )
        publish_article(article, section=filler.sections[slugs[number % len(slugs)]])
        filler.step(article.title)
        if number % 4 == 0:
            set_opening_balance(
                site_id=site.pk, page_id=article.pk, count=37 * (number + 3), as_of=filler.moment(0).date()
            )


def withdraw_one(filler: Filler) -> None:
    """One withdrawn article, so that its address shows what a withdrawal looks like."""
    made = make_article(9_999, filler.seed)
    article = Article(title="Tin đã gỡ", slug="tin-da-go", lead=made.lead, posted_at=filler.moment(60))
    publish_article(article, section=filler.sections["tin-tuc"])
    filler.step(article.title)
    withdraw_page(article, note="Bài viết được gỡ vì số liệu chưa được kiểm tra. Bản đúng sẽ được đăng lại khi có.")


def fill_english(filler: Filler, site: Site, home: HomePage) -> None:
    """The small English tree beside the Vietnamese one."""
    english = open_home("en", title="Hoa Ban Province", slug="en", translation_of=home)
    build_sections(filler, english, places.ENGLISH_SECTIONS)
    places.add_english_pages(filler, english)
    places.add_statistics(filler, english)
    for number, story in enumerate(ENGLISH):
        write_story(filler, story, 200 + number, site)
    arrange_home(filler, english)
