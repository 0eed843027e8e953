"""A page that fails is planted into everything that follows the log; each time the others go their way as before."""

from __future__ import annotations

import errno
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from hoaban.front.directory import PublishedDirectory
from hoaban.media.models import Photo
from hoaban.news.models import Article
from hoaban.pages import searchable
from hoaban.pages.names import IDS_PER_FILE
from hoaban.pages.schedule import Schedule
from hoaban.press import address_rendering, log_reader
from hoaban.press.address_records import AddressRecords
from hoaban.press.verify import Verifier
from hoaban.search import actions as search
from hoaban.search import queries, verify
from hoaban.search.queries import Filters
from hoaban.site import worker
from tests.builders import a_photo, a_portal, a_section, an_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
HOST = "localhost"
BROKEN = "hong"


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def articles(section):
    """(the one that will fail, another one), both with a photo of their own."""
    made = []
    for slug in (BROKEN, "lanh"):
        photo = {"image": a_photo(slug), "caption": "", "credit": "", "alt": "", "file_name": ""}
        made.append(an_article(section, f"Bài {slug}", slug=slug, body=[("photo", photo)], posted_at=timezone.now()))
    return made


def text_at(press, address):
    body = press.directory.read(HOST, address)
    return body.decode() if body is not None else ""


def sitemap_of(page):
    """The file of the sitemap in which a page stands; databases count on from test to test."""
    return f"/sitemap-{page.pk // IDS_PER_FILE}.xml"


class Planted(Exception):
    """What a follower meets at the planted page."""


def is_planted(thing):
    """Whether an argument of what is called names the planted page."""
    return f"/{BROKEN}/" in str(getattr(thing, "path", "")) or f"/{BROKEN}/" in str(getattr(thing, "url_path", thing))


def failing(original, error):
    """A function that raises where one of its arguments is the planted page's, else does what it did."""

    def act(*arguments, **named):
        if any(is_planted(argument) for argument in arguments):
            raise error
        return original(*arguments, **named)

    return act


def plant_in_rendering(patch):
    patch.setattr(address_rendering, "answer", failing(address_rendering.answer, Planted("rendering")))


def plant_in_files(patch):
    original = PublishedDirectory.link

    def link(self, folder, address, source):
        if BROKEN in address or BROKEN in str(source):
            raise ValueError("laying")
        return original(self, folder, address, source)

    patch.setattr(PublishedDirectory, "link", link)


def plant_in_writing(error):
    def plant(patch):
        original = PublishedDirectory.write

        def write(self, files):
            if any(f"/{BROKEN}/" in outgoing.address for outgoing in files):
                raise error
            return original(self, files)

        patch.setattr(PublishedDirectory, "write", write)

    return plant


def plant_in_the_state(patch):
    original = AddressRecords.keep

    def keep(self, task, *rest):
        if f"/{BROKEN}/" in task.path:
            raise UnicodeEncodeError("utf-8", "\udcff", 0, 1, "planted")
        return original(self, task, *rest)

    patch.setattr(AddressRecords, "keep", keep)


PLANTED = {
    "rendering": plant_in_rendering,
    "laying its photos": plant_in_files,
    "writing, a name that no disk takes": plant_in_writing(OSError(errno.ENAMETOOLONG, "File name too long")),
    "writing, what nobody thought of": plant_in_writing(Planted("writing")),
    "remembering": plant_in_the_state,
}


@pytest.mark.parametrize("place", PLANTED)
def test_the_press_goes_on_for_all_others(articles, press, monkeypatch, place):
    broken, sound = articles
    if place == "laying its photos":
        # Named after its page, so that the planted fault finds it.
        for rendition in Photo.objects.get(title=BROKEN).renditions.all():
            name = rendition.file.name.replace("images/", f"images/{BROKEN}-")
            rendition.file.storage.save(name, rendition.file.file)
            rendition.file.name = name
            rendition.save()
    with monkeypatch.context() as patch:
        PLANTED[place](patch)
        press.catch_up()
        assert f"Bài {sound.slug}" in text_at(press, sound.url)
        sound.title = "Bài lành đã sửa"
        sound.save_revision().publish()
        press.catch_up()
        for address in (sound.url, sound.get_parent().url, "/atom.xml", sitemap_of(sound)):
            expected = sound.url if "sitemap" in address else "Bài lành đã sửa"
            assert expected in text_at(press, address), address
        failed = {failure.path for failure in press.state.queue.failures()}
        assert broken.url in failed
        assert sound.url not in failed
    press.state.connection.execute("UPDATE pending SET not_before = 0")
    press.catch_up()
    assert press.state.queue.failures() == []
    assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []


def test_an_entry_of_the_log_that_no_room_understands_costs_a_full_pressing_and_no_page(articles, press, monkeypatch):
    broken, sound = articles
    press.catch_up()
    with monkeypatch.context() as patch:
        original = log_reader.touched_names

        def touched_names(entry):
            if entry.key == str(broken.pk):
                raise Planted("effect")
            return original(entry)

        patch.setattr(log_reader, "touched_names", touched_names)
        for article in (broken, sound):
            article.title = f"Đã sửa {article.slug}"
            article.save_revision().publish()
        press.catch_up()
    for article in (broken, sound):
        assert f"Đã sửa {article.slug}" in text_at(press, article.url)
        assert f"Đã sửa {article.slug}" in text_at(press, "/atom.xml")
    assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []


def test_lists_feeds_and_sitemaps_leave_the_page_out_and_stand(articles, press, monkeypatch):
    _broken, sound = articles
    parts = Article.get_url_parts

    def get_url_parts(self, request=None):
        if self.slug == BROKEN:
            raise Planted("address")
        return parts(self, request)

    monkeypatch.setattr(Article, "get_url_parts", get_url_parts)
    press.catch_up()
    sitemap = sitemap_of(sound)
    for address in ("/tin-tuc/", "/atom.xml", "/rss.xml", "/tin-tuc/rss.xml", sitemap, "/sitemap-news.xml"):
        assert sound.url in text_at(press, address), address
        # The sitemap names pages by what is the same for all types, and so this one too.
        assert address == sitemap or f"/{BROKEN}/" not in text_at(press, address), address
    assert {failure.path for failure in press.state.queue.failures()} <= {f"/tin-tuc/{BROKEN}/"}


def test_both_search_indexes_hold_all_others_and_the_page_as_soon_as_it_can_be_read(articles, settings, tmp_path):
    broken, sound = articles
    settings.VAR = tmp_path / "var"
    original = searchable.text_of

    def text_of(page, *rest):
        if page.slug == BROKEN and not mended.is_set():
            raise Planted("text")
        return original(page, *rest)

    mended = threading.Event()
    with pytest.MonkeyPatch.context() as patch, search.open_indexers(settings.VAR) as both:
        patch.setattr(searchable, "text_of", text_of)
        search.catch_up(both)
        assert {r.shown.title for r in queries.search("bài", Filters()).results} == {"Bài lanh"}
        sound.title = "Bài lành đã sửa"
        sound.save_revision().publish()
        broken.save_revision().publish()
        search.catch_up(both)
        assert {r.shown.title for r in queries.search("bài", Filters()).results} == {"Bài lành đã sửa"}
        mended.set()
        for indexer in both:
            indexer.failing.clock = lambda: float("inf")
        search.catch_up(both)
        found = {result.shown.title for result in queries.search("bài", Filters()).results}
    assert found == {"Bài lành đã sửa", f"Bài {BROKEN}"}
    assert verify.compare(settings.VAR)[1] == []


def test_what_is_due_goes_out_though_something_before_it_fails(articles, monkeypatch):
    broken, sound = articles
    past = timezone.now() - timedelta(minutes=5)
    for article in (broken, sound):
        article.title = f"Đến giờ {article.slug}"
        revision = article.save_revision()
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    publish = Revision.publish

    def failing_publish(self, *arguments, **named):
        if self.object_id == str(broken.pk):
            raise Planted("publish")
        return publish(self, *arguments, **named)

    schedule = Schedule()
    with monkeypatch.context() as patch:
        patch.setattr(Revision, "publish", failing_publish)
        assert schedule.keep() == 1
        assert schedule.keep() == 0
    sound.refresh_from_db()
    assert sound.title == "Đến giờ lanh"
    schedule.back_off.clock = lambda: float("inf")
    assert schedule.keep() == 1
    broken.refresh_from_db()
    assert broken.title == f"Đến giờ {BROKEN}"


def test_a_part_of_the_worker_that_fails_begins_anew_and_stops_no_other():
    stop, tries, others = threading.Event(), [], threading.Event()

    def part(_stop):
        tries.append(1)
        if len(tries) == 3:
            others.wait(10)
            stop.set()
            return
        raise Planted("part")

    def other(_stop):
        others.set()

    threads = [threading.Thread(target=worker.keep_going, args=(one, stop, 0.0)) for one in (part, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (len(tries), stop.is_set(), others.is_set()) == (3, True, True)
