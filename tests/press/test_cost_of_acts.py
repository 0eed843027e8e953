"""What an act of an editor costs depends neither on how many pages there are nor on the other sites: pages rendered."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site

from hoaban.front.directory import PublishedDirectory
from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, Photo
from hoaban.pages.models import HomePage, SideBlocks, SiteIdentity, StandardPage
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Verifier
from tests.builders import a_photo, a_portal, a_section, an_article, in_english, made_private

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


def a_filled_portal(articles):
    """A home with a standing page and two sections: one with many articles, one with the page that is edited."""
    home = a_portal()
    SideBlocks.objects.create(site=Site.objects.get(), blocks=[("newest", {"title": "Mới", "count": 5})])
    home.add_child(instance=StandardPage(title="Giới thiệu", slug="gioi-thieu"))
    fill(home, articles)
    return home


def fill(home, articles):
    quiet = a_section(home, "Vắng", slug="vang")
    a_section(home, "Đông", slug="dong")
    fill_crowded(home, articles)
    photo = {"image": a_photo(), "caption": "", "credit": "", "alt": "", "file_name": ""}
    attached = store_file(b"%PDF-1.4\n%%EOF", name="mau.pdf", title="Mẫu")
    an_article(quiet, "Sửa", slug="sua", body=[("photo", photo), ("files", [attached])], posted_at=timezone.now())


def fill_crowded(home, articles):
    crowded = home.get_children().get(slug="dong").specific
    for number in range(articles):
        an_article(crowded, f"Đông {number}", posted_at=timezone.now() - timedelta(days=20 * number + 40))


def another_site(root):
    home = root.add_child(instance=HomePage(title="Xã", slug="xa"))
    Site.objects.create(hostname="xa.localhost", port=80, root_page=home, site_name="Xã")
    fill(home, 12)


def publish(page, **changes):
    page = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def crowded_of(home):
    return home.get_children().get(slug="dong").specific


def quiet_of(home):
    return home.get_children().get(slug="vang").specific


def edited_of(home):
    return quiet_of(home).get_children().get(slug="sua").specific


def save(thing, **changes):
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save()


# Each takes the home and a word that is new in this round.
ACTS = {
    "a section's summary": lambda home, word: publish(quiet_of(home), summary=word),
    "a section's description for search engines": lambda home, word: publish(quiet_of(home), search_description=word),
    "an article's title": lambda home, word: publish(edited_of(home), title=word),
    "an article's lead": lambda home, word: publish(edited_of(home), lead=word),
    "an article's byline": lambda home, word: publish(edited_of(home), byline=word),
    "a new article": lambda home, word: an_article(quiet_of(home), word, slug=word, posted_at=timezone.now()),
    "an article that is deleted": lambda home, _word: crowded_of(home).get_children().last().specific.delete(),
    "an article that moves": lambda home, _word: (
        crowded_of(home).get_children().last().specific.move(quiet_of(home), pos="last-child")
    ),
    "the article off the air": lambda home, word: quiet_of(home).get_children().get(slug=word).specific.unpublish(),
    "a standing page's description": lambda home, word: publish(
        home.get_children().get(slug="gioi-thieu").specific, search_description=word
    ),
    "a photo's description": lambda _home, word: save(Photo.objects.order_by("pk").first(), description=word),
    "a document's title": lambda _home, word: save(AttachedFile.objects.order_by("pk").first(), title=word),
    "a redirect": lambda home, word: Redirect.objects.create(
        old_path=f"/{word}", redirect_page=edited_of(home), site=Site.objects.get(hostname="localhost")
    ),
    "a tag that nobody bears yet": lambda _home, word: Tag.objects.create(name=word, slug=f"moi-{word}"),
}


def identity_of(home):
    return SiteIdentity.objects.get_or_create(site=home.get_site())[0]


# What every page of the site may show: as many are rendered as it has, and none of another site.
ACTS_ON_A_SITE = {
    "its identity": lambda home: save(identity_of(home), telephone="0200 111 2222"),
    "its side blocks": lambda home: save(
        SideBlocks.objects.get(site=home.get_site()), blocks=[("text", {"title": "Mới", "text": "<p>Chữ mới.</p>"})]
    ),
    "its name": lambda home: save(home.get_site(), site_name="Tỉnh mới"),
    "a section more": lambda home: a_section(home, "Thêm", slug="them"),
    "a section's title": lambda home: publish(quiet_of(home), title="Đổi tên"),
    "a section's own side blocks": lambda home: publish(
        quiet_of(home), side_blocks=[("text", {"title": "Mới", "text": "<p>Chữ mới.</p>"})]
    ),
    "a section that moves": lambda home: quiet_of(home).move(crowded_of(home), pos="last-child"),
    "a section that is deleted": lambda home: quiet_of(home).delete(),
    "a section that only some may read": lambda home: made_private(quiet_of(home)),
    "its home in another language": in_english,
}


def rendered_by_act(home, folder, word):
    """By act, which addresses were rendered."""
    with closing(PressState(folder / "press.sqlite3")) as state:
        press = Press(PublishedDirectory(folder / "published"), state)
        rendered = []
        render = press.pool.render
        press.pool.render = lambda tasks, known: rendered.extend(tasks) or render(tasks, known)
        press.catch_up()
        costs = {}
        for name, act in ACTS.items():
            rendered.clear()
            act(home, word)
            assert press.catch_up().failed == []
            costs[name] = sorted(f"{task.folder}{task.path}" for task in rendered)
        assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []
    return costs


def test_an_act_renders_no_more_in_a_large_portal_with_neighbours_than_in_a_small_one(tmp_path):
    home = a_filled_portal(3)
    small = rendered_by_act(home, tmp_path / "small", "mot")
    fill_crowded(home, 40)
    another_site(Page.objects.get(depth=1))
    large = rendered_by_act(home, tmp_path / "large", "hai")
    # The first round left a redirect to the article, at two addresses, and articles beside it.
    grown = {name: (len(small[name]), large[name]) for name in ACTS if len(large[name]) > len(small[name]) + 4}
    assert grown == {}
    assert [name for name, paths in large.items() if any(path.startswith("xa.") for path in paths)] == []
    assert max(map(len, large.values())) < 40


@pytest.mark.parametrize("act", ACTS_ON_A_SITE)
def test_what_is_set_for_a_site_costs_no_other(tmp_path, act):
    home = a_filled_portal(3)
    another_site(Page.objects.get(depth=1))
    Locale.objects.get_or_create(language_code="en")
    with closing(PressState(tmp_path / "press.sqlite3")) as state:
        press = Press(PublishedDirectory(tmp_path / "published"), state)
        press.catch_up()
        rendered = []
        render = press.pool.render
        press.pool.render = lambda tasks, known: rendered.extend(tasks) or render(tasks, known)
        ACTS_ON_A_SITE[act](home)
        press.catch_up()
        assert {task.folder for task in rendered} == {"localhost"}
        assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []


def test_a_site_that_comes_or_changes_its_host_costs_no_other_until_pages_link_across(tmp_path):
    """What links to a page of another site follows that site's host; what does not is left alone."""
    home = a_filled_portal(3)
    link = f'<p><a linktype="page" id="{quiet_of(home).pk}">Vắng</a></p>'
    with closing(PressState(tmp_path / "press.sqlite3")) as state:
        press = Press(PublishedDirectory(tmp_path / "published"), state)
        press.catch_up()
        rendered = []
        render = press.pool.render
        press.pool.render = lambda tasks, known: rendered.extend(tasks) or render(tasks, known)
        another_site(Page.objects.get(depth=1))
        press.catch_up()
        assert {task.folder for task in rendered} == {"xa.localhost"}
        publish(edited_of(Page.objects.get(slug="xa")), body=[("text", link)])
        press.catch_up()
        rendered.clear()
        save(Site.objects.get(hostname="localhost"), hostname="tinh.localhost")
        press.catch_up()
        assert {task.path for task in rendered if task.folder == "xa.localhost"} == {"/vang/sua/"}
        assert {task.folder for task in rendered} == {"xa.localhost", "tinh.localhost"}
        assert press.directory.folders() == ["tinh.localhost", "xa.localhost"]
        assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []


def test_a_link_to_a_page_of_no_site_leads_somewhere_as_soon_as_it_lies_in_one(tmp_path):
    home = a_filled_portal(3)
    alone = Page.objects.get(depth=1).add_child(instance=HomePage(title="Xã", slug="xa"))
    link = f'<p><a linktype="page" id="{a_section(alone, "Riêng", slug="rieng").pk}">Riêng</a></p>'
    publish(edited_of(home), body=[("text", link)])
    with closing(PressState(tmp_path / "press.sqlite3")) as state:
        press = Press(PublishedDirectory(tmp_path / "published"), state)
        press.catch_up()
        shown = press.directory.read("localhost", "/vang/sua/")
        assert b"xa.localhost" not in shown
        site = Site.objects.create(hostname="xa.localhost", port=80, root_page=alone, site_name="Xã")
        press.catch_up()
        assert b"http://xa.localhost/rieng/" in press.directory.read("localhost", "/vang/sua/")
        assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []
        site.delete()
        press.catch_up()
        assert press.directory.read("localhost", "/vang/sua/") == shown


def test_every_site_of_an_installation_has_its_feeds_archives_and_tags(tmp_path):
    home = a_filled_portal(3)
    another_site(Page.objects.get(depth=1))
    for site in Site.objects.all():
        edited = edited_of(site.root_page)
        edited.tags.add("lua")
        edited.save_revision().publish()
    with closing(PressState(tmp_path / "press.sqlite3")) as state:
        press = Press(PublishedDirectory(tmp_path / "published"), state)
        press.catch_up()
        for folder in ("localhost", "xa.localhost"):
            lying = set(press.directory.addresses(folder))
            month = timezone.localtime().strftime("%Y/%-m")
            wanted = {"/atom.xml", "/rss.xml", "/so-do/", "/the/lua/", "/vang/atom.xml", "/vang/luu-tru/"}
            assert wanted | {f"/vang/luu-tru/{month}/"} <= lying
        # What comes later comes to its own site alone.
        an_article(quiet_of(home), "Thêm", posted_at=timezone.now() - timedelta(days=400))
        batch = press.catch_up()
        assert any(path.startswith("/vang/luu-tru/") for path in batch.written)
        assert [str(difference) for difference in Verifier(press.directory).verify().differences] == []
