"""What an editor takes away is asked for at every outlet of the real front with the real desk behind it."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import brotli
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from hoaban.front.directory import PublishedDirectory
from hoaban.front.layout import FILES, is_compressed
from hoaban.media.actions import store_file, store_photo
from hoaban.news.models import Event
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import HomePage, Section, SideBlocks
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Verifier
from tests.builders import a_picture, a_portal, a_section, an_article
from tests.machine import ROOT
from tests.support.wire import running_front, until

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "localhost"
NOTE = "Gỡ theo đề nghị của nguồn tin."
# Every way in which a page goes, and every way in which a file does.
PAGES = "unpublished deleted private password sectionprivate sectionoff expired withdrawn moved".split()
FILES_GO = "locked filedeleted photodeleted".split()
LISTED = "home section archive tag parts feeds sitemaps news ics".split()
AT_FRONT = "page codings conditional oldaddress qr search photo document tep media".split()


class Story:
    """One article and one event that share a word, with a photo and a document of that word."""

    def __init__(self, home: HomePage, kind: str, number: int) -> None:
        self.kind, self.word = kind, f"zq{kind}x"
        goes_whole = kind.startswith("section")
        self.section = a_section(home, f"Mục {self.word}" if goes_whole else f"Mục {number}")
        collection = Collection.get_first_root_node().add_child(name=kind)
        picture = a_picture(120 + number, 80)
        self.photo = store_photo(picture, name=f"{self.word}.jpg", title=self.word, alt=self.word)
        content = b"%%PDF-1.4\n%% %d\n%%%%EOF" % number
        self.file = store_file(content, name=f"{self.word}.pdf", title=self.word, collection=collection)
        photo = {"image": self.photo, "caption": self.word, "credit": "", "alt": self.word, "file_name": ""}
        body = [("text", f"<p>{self.word}</p>"), ("photo", photo), ("files", [self.file])]
        self.article = an_article(self.section, self.word, lead=self.word, body=body, posted_at=timezone.now())
        self.article.tags.add(f"nhan-{kind.translate(str.maketrans('', '', '-'))}")
        self.article.save_revision().publish()
        starts_at = timezone.now() + timedelta(days=2)
        self.event = self.section.add_child(instance=Event(title=self.word, slug=f"{kind}-e", starts_at=starts_at))
        self.old_path = f"/cu/{kind}"
        Redirect.objects.create(old_path=self.old_path, redirect_page=self.article)
        self.url, self.pk = self.article.url, self.article.pk

    @property
    def pages(self) -> list[Page]:
        """The two pages, as the database has them now."""
        return [page.specific for page in Page.objects.filter(pk__in=[self.article.pk, self.event.pk])]

    def learn(self, front) -> None:
        """Note where readers find its files now."""
        found = set(re.findall(rf"{FILES}[^\"'\s,)]+", front.text(self.url)))
        self.photos = {address for address in found if address.endswith((".webp", ".jpg")) and self.word in address}
        self.documents = {address for address in found if address.endswith(f"{self.word}.pdf")}
        self.renditions = [f"/media/{rendition.file.name}" for rendition in self.photo.renditions.all()]
        self.etag = front.ask(self.url, Host=HOST)["etag"]
        self.tep = f"/tep/{self.file.pk}/{self.word}.pdf"


def restrict(page: Page, kind: str = "login") -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="mot-hai-ba")


def go(story: Story) -> None:
    """Take a story, or its files, away in the manner of its kind."""
    each = {
        "unpublished": lambda page: page.unpublish(),
        "deleted": lambda page: page.delete(),
        "private": restrict,
        "password": lambda page: restrict(page, "password"),
        "withdrawn": lambda page: withdraw_page(page, note=NOTE),
        "expired": lambda page: Page.objects.filter(pk=page.pk).update(expire_at=timezone.now()),
        "moved": lambda page: page.move(Section.objects.get(slug="muc-kin"), pos="last-child"),
    }
    if story.kind in each:
        for page in story.pages:
            each[story.kind](page)
    call_command("publish_scheduled", verbosity=0)
    go_with_what_holds_it(story)


def go_with_what_holds_it(story: Story) -> None:
    """The same for what goes with its section or its collection, and for files."""
    if story.kind == "sectionprivate":
        restrict(story.section)
    elif story.kind == "sectionoff":
        for page in Section.objects.get(pk=story.section.pk).get_descendants(inclusive=True).specific():
            page.unpublish()
    elif story.kind == "locked":
        CollectionViewRestriction.objects.create(collection=story.file.collection, restriction_type="login")
    elif story.kind == "filedeleted":
        story.file.delete()
    elif story.kind == "photodeleted":
        story.photo.delete()


def kind_of(address: str) -> str:
    """The outlet to which a published address belongs."""
    if address.startswith("/_parts/"):
        return "parts"
    ends = {"atom.xml": "feeds", "rss.xml": "feeds", "sitemap-news.xml": "news", "lich.ics": "ics"}
    for end, kind in ends.items():
        if address.endswith(end):
            return kind
    if address.startswith("/sitemap"):
        return "sitemaps"
    for inside, kind in (("/luu-tru/", "archive"), ("/the/", "tag"), ("/so-do/", "sitemap_page")):
        if inside in address:
            return kind
    return {1: "home", 2: "section"}.get(address.count("/"), "page") if address.endswith("/") else "others"


class Asking:
    """The front with the desk behind it, asked by a reader."""

    def __init__(self, front, directory: PublishedDirectory) -> None:
        self.front, self.directory = front, directory

    def ask(self, path: str, method: str = "GET", **headers):
        return self.front.ask(path, method, **{"Host": HOST, **headers})

    def text(self, path: str) -> str:
        return self.ask(path).body.decode("utf-8", "replace")

    def everything(self, also=()) -> dict[str, str]:
        """By address what is answered at each published text, and at those of before."""
        lying = {path for path in self.directory.addresses(HOST) if is_compressed(path) and "/_files/" not in path}
        return {path: self.text(path) for path in sorted(lying | set(also))}


def where_it_shows(front: Asking, story: Story, texts: dict[str, str]) -> set[str]:
    """The outlets at which something of a story is found."""
    found = {kind_of(path) for path, text in texts.items() if story.word in text and path != story.url}
    page = {coding: front.ask(story.url, Accept_Encoding=coding) for coding in ("identity", "gzip", "br")}
    seen = {
        # A page with a password answers 200 with a form that asks for it.
        "page": shows(page["identity"], story.word),
        "codings": any(shows(answer, story.word) for answer in page.values()),
        "conditional": front.ask(story.url, If_None_Match=story.etag).status == 304,
        "oldaddress": leads_to_it(front, story),
        "qr": front.ask(f"/qr/{story.pk}.svg").status == 200,
        "search": story.url in front.text(f"/tim-kiem/?q={story.word}"),
        "photo": any(front.ask(address).status == 200 for address in story.photos),
        "document": any(front.ask(address).status == 200 for address in story.documents),
        "tep": front.ask(story.tep).status == 200,
        "media": any(front.ask(address).status == 200 for address in story.renditions),
    }
    return found | {outlet for outlet, is_seen in seen.items() if is_seen}


def shows(answer, word: str) -> bool:
    """Whether an answer holds the word beyond its own address, or is in a coding in which only a page comes."""
    coding = {"gzip": gzip.decompress, "br": brotli.decompress}.get(answer["content-encoding"], bytes)
    text = re.sub(r'(action|href|value)="[^"]*"', "", coding(answer.body).decode())
    return answer.status == 200 and word in text


def leads_to_it(front: Asking, story: Story) -> bool:
    """Whether a reader of the old address comes to the page."""
    answer = front.ask(story.old_path)
    where = urlsplit(answer["location"] or "").path
    return bool(where) and shows(front.ask(where), story.word)


@contextmanager
def a_desk(var):
    """The product's own desk on the database of the test."""
    options = {name: value for name, value in os.environ.items() if not name.startswith(("HOABAN_", "DJANGO_"))}
    options |= {"HOABAN_MODE": "development", "HOABAN_VAR": str(var), "PYTHONPATH": str(ROOT / "src")}
    options["DJANGO_SETTINGS_MODULE"] = "hoaban.site.settings"
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        options["HOABAN_DATABASE_URL"] = os.environ["HOABAN_DATABASE_URL"].replace("/hoaban?", f"/{name}?")
    else:
        (var / "hoaban.sqlite3").symlink_to(name)
    command = [sys.executable, "-m", "hoaban.site.desk_process"]
    process = subprocess.Popen(command, cwd=ROOT, env=options, start_new_session=True)
    try:
        until((var / "desk.sock").exists, 30)
        yield var / "desk.sock"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def portal(tmp_path):
    """A pressed portal with a story for every kind, shown wherever a story can be shown."""
    home = a_portal()
    restrict(a_section(home, "Mục kín", slug="muc-kin"))
    stories = [Story(home, kind, number) for number, kind in enumerate([*PAGES, *FILES_GO])]
    blocks = [("section_news", {"section": story.section, "count": 3}) for story in stories]
    home.body = [("lead_story", {"article": None, "beside": 12}), *blocks, ("events", {"title": "Sắp", "count": 20})]
    home.save_revision().publish()
    blocks = [("newest", {"title": "Mới", "count": 20})]
    SideBlocks.objects.update_or_create(site=Site.objects.get(), defaults={"blocks": blocks})
    state = PressState(tmp_path / "press.sqlite3")
    press = Press(PublishedDirectory(tmp_path / "published"), state)
    press.catch_up()
    each = ("unknown_per_second", "unknown_burst", "unknown_by_all_per_second", "unknown_by_all_burst")
    limits = dict.fromkeys(each, 10_000)
    prefixes = ["/tim-kiem/", "/tep/", "/media/", "/qr/"]
    with (
        a_desk(tmp_path) as desk,
        running_front(press.directory.root, desk, limits=limits, desk_prefixes=prefixes) as front,
    ):
        asking = Asking(front, press.directory)
        until(lambda: asking.ask("/tim-kiem/?q=").status == 200, 30)
        for story in stories:
            story.learn(asking)
        yield stories, asking, press
    state.close()


def table(rows: dict[str, set[str]], outlets: list[str]) -> str:
    """Which story shows at which outlet, for people."""
    lines = [f"{'':<16}" + "".join(f"{outlet:>13}" for outlet in outlets)]
    lines += [
        f"{kind:<16}" + "".join(f"{'SHOWS' if outlet in row else '.':>13}" for outlet in outlets)
        for kind, row in rows.items()
    ]
    return "\n".join(lines)


def test_nothing_that_went_is_left_at_any_outlet(portal):
    stories, front, press = portal
    before = front.everything()
    shown = {story.kind: where_it_shows(front, story, before) for story in stories}
    everywhere = [*LISTED, *AT_FRONT]
    # The question can fail: each of them is found at every outlet as long as it is public.
    missing = {kind: set(everywhere) - row for kind, row in shown.items() if set(everywhere) - row}
    assert missing == {}, "\n" + table(shown, everywhere)
    for story in stories:
        go(story)
    press.catch_up()
    after = front.everything(before)
    left = {story.kind: where_it_shows(front, story, after) for story in stories}
    pages = {kind: left[kind] for kind in PAGES if left[kind] - {"sitemap_page"}}
    of_files = {
        "locked": {"document", "tep"},
        "filedeleted": {"document", "tep"},
        "photodeleted": {"photo", "media"},
    }
    kept = {kind: left[kind] & gone for kind, gone in of_files.items() if left[kind] & gone}
    assert (pages, kept) == ({}, {}), "\n" + table(left, everywhere)
    assert Verifier(press.directory).verify().differences == []


def test_the_note_at_a_withdrawn_address_says_nothing_of_what_stood_there(portal):
    stories, front, press = portal
    (story,) = [story for story in stories if story.kind == "withdrawn"]
    go(story)
    press.catch_up()
    answer = front.ask(story.url)
    assert answer.status == 410
    assert NOTE in answer.body.decode()
    assert story.word not in answer.body.decode().replace(story.url, "")
