"""What the press writes, takes away, and does not touch; and what it does on a bad day."""

from __future__ import annotations

import errno
import gzip
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site

from hoaban.front import directory
from hoaban.front.directory import PublishedDirectory
from hoaban.kit.errors import HoabanError
from hoaban.media.actions import store_file
from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import SideBlocks
from hoaban.press import actions
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Fault, Verifier
from hoaban.publication.addresses import Published, Rank
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.press import PORTAL, at, differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def section(home):
    return a_section(home)


def test_a_published_page_lies_there_whole_in_three_forms(home, section, press):
    article = an_article(section, "Bài đầu tiên")
    press.catch_up()
    page = at(press, article.url)
    assert "Bài đầu tiên" in page
    place = press.directory.root / PORTAL / article.url.strip("/") / "index.html"
    assert brotli.decompress(place.with_name("index.html.br").read_bytes()).decode() == page
    assert gzip.decompress(place.with_name("index.html.gz").read_bytes()).decode() == page
    assert differences(press) == []


def test_what_is_not_public_is_nowhere(home, section, press):
    hidden = {
        "nhap": {"live": False},
        "kin": {},
    }
    pages = {slug: an_article(section, f"Bí mật {slug}", slug=slug, **fields) for slug, fields in hidden.items()}
    PageViewRestriction.objects.create(page=pages["kin"], restriction_type="login")
    press.catch_up()
    texts = [path.read_bytes() for path in press.directory.root.rglob("*") if path.suffix in {".html", ".xml"}]
    assert texts
    assert not [text for text in texts if "Bí mật".encode() in text]


def test_publishing_one_article_rewrites_few_files(home, section, press):
    for number in range(60):
        an_article(section, f"Cũ {number}", posted_at=timezone.now() - timedelta(days=9 * number + 1))
    SideBlocks.objects.create(site=Site.objects.get(), blocks=[("newest", {"title": "Mới", "count": 5})])
    press.catch_up()
    an_article(section, "Mới nhất", posted_at=timezone.now())
    batch = press.catch_up()
    assert "/tin-tuc/moi-nhat/" in batch.written
    assert len(batch.written) < 30, sorted(batch.written)
    assert differences(press) == []


def test_an_unpublished_page_goes_before_anything_else_and_its_photo_with_it(home, section, press):
    photo = {"image": a_photo(), "caption": "Chú thích", "credit": "", "alt": "", "file_name": ""}
    article = an_article(section, "Gỡ ngay", body=[("photo", photo)])
    press.catch_up()
    files = {path for path in press.directory.addresses(PORTAL) if path.endswith((".webp", ".jpg"))}
    assert files
    article.unpublish()
    press.log.follow()
    first = press.press_waiting()
    assert article.url in first.removed
    assert at(press, article.url) is None
    press.catch_up()
    assert not files & set(press.directory.addresses(PORTAL))
    assert differences(press) == []


def test_a_document_is_there_while_a_public_page_attaches_it(home, section, press):
    attached = store_file(b"%PDF-1.4\n%%EOF", name="mau.pdf", title="Mẫu")
    article = an_article(section, "Có tệp", body=[("files", [attached])])
    draft = an_article(
        section,
        "Nháp",
        live=False,
        body=[("files", [store_file(b"%PDF-1.4\n%% 2\n%%EOF", name="kin.pdf", title="Kín")])],
    )
    press.catch_up()
    lying = [path for path in press.directory.addresses(PORTAL) if path.endswith(".pdf")]
    assert [path.rpartition("/")[2] for path in lying] == ["mau.pdf"]
    assert lying[0] in at(press, article.url)
    assert not draft.live
    article.unpublish()
    press.catch_up()
    assert [path for path in press.directory.addresses(PORTAL) if path.endswith(".pdf")] == []


def test_old_addresses_redirect_and_withdrawn_ones_say_so(home, section, press):
    article, other = an_article(section, "Sẽ gỡ"), an_article(section, "Còn lại")
    Redirect.objects.create(old_path="/cu/bai", redirect_page=other)
    press.catch_up()
    withdraw_page(article, note="Gỡ theo đề nghị của nguồn tin.")
    press.catch_up()
    turns = {turn.path: turn for turn in press.directory.redirects(PORTAL)}
    assert (turns["/cu/bai"].status, turns["/cu/bai/"].location) == (301, other.url)
    assert turns[article.url].status == 410
    assert "Gỡ theo đề nghị của nguồn tin." in turns[article.url].body
    assert at(press, article.url) is None
    article.save_revision().publish()
    press.catch_up()
    assert at(press, article.url) is not None
    assert article.url not in {turn.path for turn in press.directory.redirects(PORTAL)}
    assert differences(press) == []


def test_a_page_that_cannot_be_rendered_keeps_its_old_file_and_stops_nobody(home, section, press, monkeypatch):
    broken, fine = an_article(section, "Hỏng"), an_article(section, "Lành")
    press.catch_up()
    before = at(press, broken.url)
    serve = Article.serve

    def failing(page, request, *args, **kwargs):
        if page.pk == broken.pk:
            raise ZeroDivisionError("một lỗi trong mẫu")
        return serve(page, request, *args, **kwargs)

    monkeypatch.setattr(Article, "serve", failing)
    Page.objects.filter(pk__in=[broken.pk, fine.pk]).update(title="Đổi tên")
    batch = press.catch_up()
    assert batch.failed == [broken.url]
    assert at(press, broken.url) == before
    assert "Đổi tên" in at(press, fine.url)
    (failure,) = press.state.queue.failures()
    assert "một lỗi trong mẫu" in failure.reason
    monkeypatch.undo()
    press.state.connection.execute("UPDATE pending SET not_before = 0")
    press.catch_up()
    assert press.state.queue.failures() == []
    assert differences(press) == []


def test_a_full_disk_leaves_the_old_files_and_is_caught_up_with(home, section, press, monkeypatch):
    article = an_article(section, "Bài")
    press.catch_up()
    before = at(press, article.url)
    Page.objects.filter(pk=article.pk).update(title="Không còn chỗ")

    def full(path, body):
        Path(path).write_bytes(body[: len(body) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(directory, "write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        press.catch_up()
    assert at(press, article.url) == before
    assert list(press.directory.root.rglob("*.new")) == []
    monkeypatch.undo()
    press.catch_up()
    assert "Không còn chỗ" in at(press, article.url)
    assert differences(press) == []


def test_a_directory_that_was_damaged_is_found_and_mended(home, section, press):
    photo = {"image": a_photo(), "caption": "", "credit": "", "alt": "", "file_name": ""}
    article = an_article(section, "Bài", body=[("photo", photo)])
    press.catch_up()
    root = press.directory.root / PORTAL
    (root / "index.html").write_bytes(b"half a pa")
    (root / "tin-tuc/index.html.br").unlink()
    (root / "robots.txt").unlink()
    (root / "stray.html").write_text("left by somebody")
    picture = next(iter(root.glob("_files/*/*.webp")))
    picture.unlink()
    picture.write_bytes(b"broken")
    comparison = Verifier(press.directory).verify()
    assert {difference.fault for difference in comparison.differences} >= {
        Fault.STALE,
        Fault.BROKEN,
        Fault.MISSING,
        Fault.EXTRA,
    }
    actions.mend(press, comparison.differences)
    press.catch_up()
    assert differences(press) == []
    assert article.title in at(press, article.url)


def test_time_alone_brings_a_page_back_to_the_press(home, press):
    events = a_section(home, "Sự kiện", holds="events")
    press.catch_up()
    (until,) = press.state.connection.execute(
        "SELECT valid_until FROM address WHERE path = ?", (events.url,)
    ).fetchone()
    assert until > timezone.now().timestamp()
    with press.state.writing():
        press.state.queue.add_expired(until + 1)
    assert [task.path for task in press.state.queue.next_tasks(10, until + 1)] == [events.url]


def test_pressing_again_writes_nothing(home, section, press):
    an_article(section, "Bài")
    press.catch_up()
    press.log.enqueue_everything()
    batch = press.catch_up()
    assert batch.rendered > 20
    assert (batch.written, batch.removed) == ([], [])


def test_state_and_directory_can_be_deleted_and_come_back_the_same(home, section, press, tmp_path):
    an_article(section, "Bài")
    press.catch_up()
    first = {path: press.directory.read(PORTAL, path) for path in press.directory.addresses(PORTAL)}
    state = PressState(tmp_path / "other.sqlite3")
    again = Press(PublishedDirectory(tmp_path / "other"), state)
    again.catch_up()
    state.close()
    assert {path: again.directory.read(PORTAL, path) for path in again.directory.addresses(PORTAL)} == first


def test_one_press_at_a_time(tmp_path):
    another = actions.open_press(tmp_path)
    with actions.open_press(tmp_path), pytest.raises(HoabanError, match="Another process"), another:
        pass


def test_a_change_that_touches_nothing_known_is_noticed_by_verify(home, section, press, monkeypatch):
    """The proof can fail: a press that is deaf to one table is caught."""
    article = an_article(section, "Bài")
    press.catch_up()
    monkeypatch.setattr("hoaban.press.log_reader.touched_rows", lambda _entry: [])
    Page.objects.filter(pk=article.pk).update(title="Không ai hay")
    press.catch_up()
    assert any(article.url in str(difference) for difference in differences(press))


def test_a_new_look_is_pressed_behind_what_is_urgent_and_old_files_stay_till_then(home, section, press, monkeypatch):
    for number in range(3):
        an_article(section, f"Bài {number}")
    press.catch_up()
    actions.press_again_if_made_anew(press)
    press.catch_up()
    before = {path: press.directory.read(PORTAL, path) for path in press.directory.addresses(PORTAL)}
    monkeypatch.setattr(actions, "made_from", lambda: "another look")
    assert actions.press_again_if_made_anew(press)
    assert not actions.press_again_if_made_anew(press), "once"
    assert press.state.queue.count() == press.state.connection.execute("SELECT count(*) FROM address").fetchone()[0]
    fresh = an_article(section, "Mới đăng", live=False)
    fresh.save_revision().publish()
    press.log.follow()
    first = press.press_waiting()
    assert first.written == [fresh.url], "what an editor has just published does not wait for the new look"
    assert {path: press.directory.read(PORTAL, path) for path in before} == before
    press.catch_up()
    assert differences(press) == []


def test_a_full_pressing_that_was_stopped_goes_on_where_it_was(home, section, press):
    for number in range(5):
        an_article(section, f"Bài {number}")
    press.log.enqueue_everything()
    waiting = press.state.queue.count()
    press.press_waiting(limit=1)
    left = press.state.queue.count()
    assert left < waiting
    again = Press(press.directory, press.state)
    batch = actions.press_everything(again)
    # What was asked for already is not asked for again, but for the parts that pages turn out to name.
    assert batch.rendered < waiting + 5
    assert differences(again) == []


def test_what_waits_for_a_host_that_is_gone_stops_nothing_behind_it(home, section, press):
    an_article(section, "Bài")
    press.catch_up()
    # All of it waits under the old host, more than a batch of it and more urgent, when the site moves.
    with press.state.writing():
        gone = [Published(f"/dia-chi-{number}/", Rank.MAY_GO) for number in range(120)]
        press.state.queue.add(PORTAL, gone)
    Site.objects.update(hostname="cong-moi.example")
    press.catch_up()
    assert press.state.queue.count() == 0
    assert differences(press) == []


def test_what_another_version_remembered_is_found_out_again(home, section, press, tmp_path):
    press.catch_up()
    article = an_article(section, "Bản tin của phiên bản trước")
    press.catch_up()
    path = article.url
    file = Path(press.state.connection.execute("PRAGMA database_list").fetchone()[2])
    with press.state.writing() as connection:
        connection.execute("ALTER TABLE address ADD COLUMN inputs TEXT NOT NULL DEFAULT ''")
        connection.execute("INSERT INTO outbox (folder, path, gone, since) VALUES (?, ?, 1, 0)", (PORTAL, "/da-go/"))
        connection.execute("PRAGMA user_version=1")
    with closing(PressState(file)) as state:
        columns = {row[1] for row in state.connection.execute("PRAGMA table_info(address)")}
        assert "inputs" not in columns
        assert state.connection.execute("SELECT path FROM outbox WHERE path = '/da-go/'").fetchone()
        again = Press(press.directory, state)
        again.log.begin()
        again.catch_up()
        assert state.records.digest_of(PORTAL, path)[0] == 200


def test_the_first_article_of_a_portal_with_a_tag_brings_its_listing_whatever_way_it_comes(home, section, press):
    english = home.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0])
    english.save_revision().publish()
    article = an_article(section, "Bài có thẻ")
    article.tags.add("giao thông")
    article.save()
    press.catch_up()
    here, there = "/the/giao-thong/", f"{english.url}the/giao-thong/"
    assert press.directory.has(PORTAL, here)
    assert not press.directory.has(PORTAL, there)
    section.refresh_from_db()
    section.move(english, pos="last-child")
    press.catch_up()
    assert (press.directory.has(PORTAL, here), press.directory.has(PORTAL, there)) == (False, True)
    restriction = PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    press.catch_up()
    assert not press.directory.has(PORTAL, there)
    restriction.delete()
    press.catch_up()
    assert press.directory.has(PORTAL, there)
    assert Verifier(press.directory).verify().differences == []
