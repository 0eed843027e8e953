"""Fills an empty portal with the demo; never touches a portal that has content of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from wagtail.models import Collection, Locale, Page, Site

from hoaban.demo import places
from hoaban.demo.furniture import arrange_home, give_identity, put_side_blocks
from hoaban.demo.grammar import make_article
from hoaban.demo.items import add_events, add_galleries, add_video
from hoaban.demo.pictures import SCENES, draw_pdf, draw_photo
from hoaban.demo.stories import ENGLISH, STORIES, Story
from hoaban.kit.formats import VIET_NAM
from hoaban.media.actions import store_file, store_photo
from hoaban.media.models import AttachedFile, Photo
from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import HomePage, Section
from hoaban.statistics.actions import set_opening_balance

Progress = Callable[[int, int, str], None]
NEWEST = datetime(2026, 11, 20, 8, 0, tzinfo=VIET_NAM)
MADE = 46
OTHERS = 24
"""Pages that are not articles: standing pages, events, galleries, video, statistics, the withdrawn one, homes."""


def no_progress(_done: int, _total: int, _what: str) -> None:
    """For callers that do not watch."""


class Filler:
    """One filling: the portal under construction and what was drawn for it so far."""

    def __init__(self, seed: int, progress: Progress) -> None:
        self.seed = seed
        self.progress = progress
        self.done, self.total = 0, len(STORIES) + len(ENGLISH) + MADE + OTHERS
        self.photos: dict[str, Photo] = {}
        self.files: dict[str, AttachedFile] = {}
        self.sections: dict[str, Section] = {}
        self.collection = Collection.get_first_root_node().add_child(name="Hoa Ban")

    def step(self, what: str) -> None:
        """Tell how far the filling is."""
        self.done += 1
        self.progress(self.done, self.total, what)

    def photo(self, scene: str, number: int, alt: str) -> Photo:
        """A drawn photo, drawn once."""
        key = f"{scene}-{number}"
        if key not in self.photos:
            photo = store_photo(
                draw_photo(scene, self.seed * 1000 + number),
                name=f"{key}.jpg",
                title=alt,
                alt=alt,
                credit="Hoa Ban (minh họa)",
                collection=self.collection,
            )
            self.photos[key] = photo
        return self.photos[key]

    def file(self, title: str) -> AttachedFile:
        """A drawn PDF, drawn once."""
        if title not in self.files:
            name = f"tep-{len(self.files) + 1}.pdf"
            attached = store_file(draw_pdf(title), name=name, title=title, collection=self.collection)
            self.files[title] = attached
        return self.files[title]

    def moment(self, days_ago: int, minutes: int = 0) -> datetime:
        """A time before the demo's newest day."""
        return NEWEST - timedelta(days=days_ago, minutes=minutes)

    def publish(self, page: Any, parent: Page) -> Any:
        """Put a page into the tree and publish it by the ordinary way."""
        page.locale = parent.locale
        page.live = False
        parent.add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        self.step(page.title)
        return page


def portal_is_empty() -> bool:
    """Whether nobody has put anything into the portal yet."""
    return not (Page.objects.filter(depth=2).exclude(slug="home").exists() or Article.objects.exists())


def fill(seed: int = 1, progress: Progress = no_progress) -> bool:
    """Make the whole demo; False where the portal has content of its own or the demo already."""
    if not portal_is_empty():
        return False
    filler = Filler(seed, progress)
    site, home = open_portal("vi", places.HOME_TITLE, "trang-chu")
    give_identity(site, filler)
    build_sections(filler, home, places.SECTIONS)
    places.add_standard_pages(filler, home)
    places.add_statistics(filler, home)
    articles = [write_story(filler, story, number, site) for number, story in enumerate(STORIES)]
    relate(articles)
    make_more(filler, site)
    add_events(filler)
    add_galleries(filler)
    add_video(filler)
    put_side_blocks(site, filler)
    arrange_home(filler, home, articles[0])
    withdraw_one(filler)
    fill_english(filler, site, home)
    return True


def open_portal(language: str, title: str, slug: str) -> tuple[Site, HomePage]:
    """The home page of the portal as the root of the default site; Wagtail's welcome page goes."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    root = Page.objects.get(depth=1)
    welcome = Page.objects.filter(depth=2, slug="home").first()
    if welcome is not None:
        Site.objects.all().delete()
        welcome.delete()
        root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title=title, slug=slug, locale=locale))
    site, _created = Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 8000, "root_page": home, "site_name": "Hoa Ban"},
    )
    return site, home


def build_sections(filler: Filler, parent: Page, wanted: list[Any]) -> None:
    """The sections and their sub-sections."""
    for title, slug, holds, summary, in_menu, below in wanted:
        section = Section(title=title, slug=slug, holds=holds, summary=summary, show_in_menus=in_menu)
        section.locale = parent.locale
        parent.add_child(instance=section)
        filler.sections[slug] = section
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
    filler.publish(article, Page.objects.get(pk=filler.sections[story.section].pk))
    article.tags.add(*story.tags)
    if story.correction:
        article.corrections.create(corrected_on=filler.moment(story.days_ago - 1).date(), note=story.correction)
    article.save_revision().publish()
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
        first.related_articles.create(article=article)
    first.save_revision().publish()


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
        filler.publish(article, Page.objects.get(pk=filler.sections[slugs[number % len(slugs)]].pk))
        if number % 4 == 0:
            set_opening_balance(
                site_id=site.pk, page_id=article.pk, count=37 * (number + 3), as_of=filler.moment(0).date()
            )


def withdraw_one(filler: Filler) -> None:
    """One withdrawn article, so that its address shows what a withdrawal looks like."""
    made = make_article(9_999, filler.seed)
    article = Article(title="Tin đã gỡ", slug="tin-da-go", lead=made.lead, posted_at=filler.moment(60))
    filler.publish(article, Page.objects.get(pk=filler.sections["tin-tuc"].pk))
    withdraw_page(article, note="Bài viết được gỡ vì số liệu chưa được kiểm tra. Bản đúng sẽ được đăng lại khi có.")


def fill_english(filler: Filler, site: Site, home: HomePage) -> None:
    """The small English tree beside the Vietnamese one."""
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english = HomePage(title="Hoa Ban Province", slug="en", locale=locale, translation_key=home.translation_key)
    Page.objects.get(depth=1).add_child(instance=english)
    build_sections(filler, english, places.ENGLISH_SECTIONS)
    places.add_english_pages(filler, english)
    places.add_statistics(filler, english)
    for number, story in enumerate(ENGLISH):
        write_story(filler, story, 200 + number, site)
    arrange_home(filler, english)
