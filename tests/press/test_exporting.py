"""A copy that is carried away: opened from a disk in a browser, served by a plain web server, made on a bad day."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from html import unescape
from urllib.parse import urljoin, urlsplit

import brotli
import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import sync_playwright
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from hoaban.kit.errors import HoabanError
from hoaban.media.actions import store_file
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import SideBlocks
from hoaban.press import exporting
from hoaban.press.exporting import ExportOptions, export
from hoaban.press.link_rewriting import LinkRewriter, LinkStyle
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.press import PORTAL, a_press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
LINK = re.compile(r"""(?:href|src|poster|data-part)="([^"]+)\"""")
RELATIVE, ABSOLUTE = ExportOptions(LinkStyle.RELATIVE), ExportOptions(LinkStyle.ABSOLUTE)


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def article(section):
    photo = {"image": a_photo(), "caption": "Chú thích", "credit": "", "alt": "Một tấm ảnh", "file_name": ""}
    attached = store_file(b"%PDF-1.4\n%%EOF", name="mau.pdf", title="Mẫu")
    return an_article(section, "Bài có ảnh", body=[("photo", photo), ("files", [attached])], posted_at=timezone.now())


@pytest.fixture
def press(tmp_path, article, section):
    SideBlocks.objects.create(site=Site.objects.get(), blocks=[("newest", {"title": "Mới", "count": 5})])
    gone = an_article(section, "Đã gỡ")
    withdraw_page(gone, note="Đăng nhầm.")
    Redirect.add_redirect("/cu/bai", redirect_to=article)
    Redirect.add_redirect("/?p=123", redirect_to=article)
    with a_press(tmp_path) as press:
        press.catch_up()
        yield press


@pytest.fixture
def memory_stick(press, tmp_path):
    """Made before the browser starts, in whose loop Django would open a second connection and leave it."""
    return copied(press, tmp_path / "thẻ nhớ", RELATIVE)


@pytest.fixture
def browser(memory_stick, chromium):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def serve():
    """A way to start Python's own plain web server over a folder; its address."""
    running = []

    def start(folder, port=0):
        command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, str(port)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        running.append(process)
        return re.search(r"http://127.0.0.1:\d+", process.stdout.readline())[0]

    yield start
    for process in running:
        process.terminate()
        process.wait()
        process.stdout.close()


def copied(press, target, options=None):
    export(press.directory.root, target, options)
    return target / PORTAL


def crawled(root, start="/"):
    """Everything that links lead to under an address, by the address: its status."""
    seen, waiting = {}, [root + start]
    with httpx.Client(follow_redirects=True) as client:
        while waiting:
            url = waiting.pop()
            if url in seen or not url.startswith(root):
                continue
            answer = client.get(url)
            seen[url] = answer.status_code
            if answer.headers["content-type"].startswith("text/html"):
                links = [unescape(link).partition("#")[0] for link in LINK.findall(answer.text)]
                waiting += [urljoin(str(answer.url), link) for link in links]
    return seen


def only_at_the_portal(url):
    return urlsplit(url).path.startswith(
        ("/tim-kiem/", "/en/tim-kiem/", "/qr/", "/quan-tri/", "/icon-", "/favicon.ico", "/_reads.gif")
    )


def test_a_relative_copy_is_read_from_a_disk_in_a_browser(memory_stick, browser):
    folder = memory_stick
    tab = browser.new_page()
    refused, asked = [], []
    tab.on("requestfailed", lambda request: refused.append(request.url))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((folder / "index.html").as_uri())
    tab.locator(".menu").get_by_role("link", name="Tin tức", exact=True).first.click()
    tab.get_by_role("link", name="Bài có ảnh").first.click()
    assert tab.url == (folder / "tin-tuc/bai-co-anh/index.html").as_uri()
    photo = tab.locator("main figure img")
    photo.scroll_into_view_if_needed()
    tab.wait_for_function("document.querySelector('main figure img').naturalWidth > 0")
    assert tab.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute", (
        "the styles are there"
    )
    assert tab.locator("svg.icon svg[viewBox]").count() > 3
    assert tab.locator("aside section").filter(has_text="Mới").get_by_role("link", name="Bài có ảnh").count() == 1
    assert refused == []
    assert {urlsplit(url).scheme for url in asked} == {"file"}, "nobody is told who opens the copy"
    tab.locator(".brand").click()
    assert tab.url == (folder / "index.html").as_uri()
    tab.goto((folder / "cu/bai/index.html").as_uri())
    tab.wait_for_url("**/tin-tuc/bai-co-anh/index.html")


def test_a_relative_copy_names_only_what_it_holds(press, tmp_path):
    folder = copied(press, tmp_path / "usb", RELATIVE)
    named = missing = 0
    for page in folder.rglob("*.html"):
        for link in map(unescape, LINK.findall(page.read_text())):
            assert not link.startswith("/"), (page, link)
            if not urlsplit(link).scheme and not link.startswith("#"):
                named += 1
                missing += not (page.parent / urlsplit(link).path).is_file()
    assert (named > 100, missing) == (True, 0)
    page = (folder / "tin-tuc/bai-co-anh/index.html").read_text()
    assert 'action="http://localhost/tim-kiem/"' in page
    assert '<link rel="canonical" href="http://localhost/tin-tuc/bai-co-anh/">' in page
    assert not re.search("data-page|_reads", page), "a copy is not counted"
    assert not [path for path in folder.rglob("*") if path.suffix in {".br", ".gz"}]


def test_a_copy_as_published_is_whole_on_a_plain_web_server(press, tmp_path, serve):
    folder = copied(press, tmp_path / "web")
    page = "tin-tuc/bai-co-anh/index.html"
    assert (folder / page).read_bytes() == press.directory.read(PORTAL, "/tin-tuc/bai-co-anh/")
    assert brotli.decompress((folder / f"{page}.br").read_bytes()) == (folder / page).read_bytes()
    seen = crawled(serve(folder))
    assert [url for url, status in seen.items() if status != 200 and not only_at_the_portal(url)] == []
    assert any(url.endswith(".pdf") for url in seen)
    assert len(seen) > 15


def test_an_absolute_copy_names_its_own_address_and_is_whole_there(press, tmp_path, serve):
    (tmp_path / "web").mkdir()
    root = serve(tmp_path / "web")
    copied(press, tmp_path / "web" / "sao", ExportOptions(LinkStyle.ABSOLUTE, f"{root}/sao/{PORTAL}"))
    seen = crawled(f"{root}/sao/{PORTAL}")
    assert [url for url, status in seen.items() if status != 200] == []
    assert len(seen) > 15
    folder = tmp_path / "web" / "sao" / PORTAL
    page = folder / "tin-tuc/bai-co-anh/index.html"
    assert f'<link rel="canonical" href="{root}/sao/{PORTAL}/tin-tuc/bai-co-anh/">' in page.read_text()
    assert 'action="http://localhost/tim-kiem/"' in page.read_text()
    assert not re.search("data-page|_reads", page.read_text()), "a copy is not counted"
    assert brotli.decompress(page.with_name("index.html.br").read_bytes()) == page.read_bytes()
    assert f"{root}/sao/{PORTAL}/tin-tuc/bai-co-anh/" in (folder / "atom.xml").read_text()


def test_old_addresses_are_pages_where_a_file_can_stand_and_lines_of_a_list(press, tmp_path):
    folder = copied(press, tmp_path / "usb", RELATIVE)
    moved, gone = (folder / "cu/bai/index.html").read_text(), (folder / "tin-tuc/da-go/index.html").read_text()
    assert 'content="0; url=../../tin-tuc/bai-co-anh/index.html"' in moved
    assert '<link rel="canonical" href="http://localhost/tin-tuc/bai-co-anh/">' in moved
    assert 'content="noindex"' in moved
    assert 'content="noindex"' in gone
    assert "Đăng nhầm." in gone
    lines = (folder / "_redirects").read_text().splitlines()
    assert "/cu/bai 301 /tin-tuc/bai-co-anh/" in lines
    assert "/?p=123 301 /tin-tuc/bai-co-anh/" in lines
    assert "/tin-tuc/da-go/ 410 -" in lines


@pytest.mark.parametrize("options", [ExportOptions(), RELATIVE, ABSOLUTE])
def test_nothing_that_is_unfinished_is_carried_away(press, tmp_path, options):
    copied(press, tmp_path / "usb", options)
    names = {path.name for path in (tmp_path / "usb").rglob("*")}
    assert not names & {"generation", "hosts.json", "_redirects.sqlite3", "press.sqlite3"}
    assert PORTAL in (tmp_path / "usb/README.txt").read_text()
    assert not (tmp_path / "usb.partial").exists()


def test_what_changes_while_it_is_copied_is_copied_again(press, article, section, tmp_path):
    fresh, changed = [], []

    def meanwhile(done, total, _what):
        if done == total // 2 and not fresh:
            fresh.append(an_article(section, "Vừa đăng"))
            article.title = "Tên mới"
            article.save_revision().publish()
            press.catch_up()
            changed.append(done)

    export(press.directory.root, tmp_path / "usb", ExportOptions(), meanwhile)
    assert changed
    assert {address: press.directory.read(PORTAL, address) for address in press.directory.addresses(PORTAL)} == {
        address: (tmp_path / "usb" / PORTAL / exporting.file_of(address)).read_bytes()
        for address in press.directory.addresses(PORTAL)
    }


def test_what_is_withdrawn_while_it_is_copied_is_not_carried_away(press, article, tmp_path):
    def meanwhile(done, total, _what):
        if done == total and article.live:
            article.unpublish()
            press.catch_up()

    export(press.directory.root, tmp_path / "usb", ExportOptions(), meanwhile)
    texts = [path.read_bytes() for path in (tmp_path / "usb").rglob("*.html")]
    assert texts
    assert not [text for text in texts if "Bài có ảnh".encode() in text]
    assert not list((tmp_path / "usb").rglob("*.pdf"))


def test_a_press_that_never_rests_is_said(press, tmp_path):
    with pytest.raises(HoabanError, match="faster than can be copied"):
        export(press.directory.root, tmp_path / "usb", ExportOptions(), lambda *_: press.directory.move_on())
    assert not list(tmp_path.glob("usb*"))


def test_a_full_disk_is_said_and_leaves_nothing(press, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(HoabanError, match="is full"):
        export(press.directory.root, tmp_path / "usb")
    assert not list(tmp_path.glob("usb*"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (ExportOptions(site="ai.example"), "not one of those published: localhost"),
        (ExportOptions(base_url="https://guong.example"), "only with --addresses absolute"),
        (ExportOptions(LinkStyle.ABSOLUTE, "guong.example"), "is no address"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(press, tmp_path, options, said):
    with pytest.raises(HoabanError, match=said):
        export(press.directory.root, tmp_path / "usb", options)
    assert not list(tmp_path.glob("usb*"))


def test_nothing_of_anybody_else_is_touched(press, tmp_path):
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb/thu.txt").touch()
    with pytest.raises(HoabanError, match="not empty"):
        export(press.directory.root, tmp_path / "usb")
    (tmp_path / "sao.partial").mkdir()
    (tmp_path / "sao.partial/thu.txt").touch()
    with pytest.raises(HoabanError, match="in the way"):
        export(press.directory.root, tmp_path / "sao")
    with pytest.raises(HoabanError, match="would lie inside"):
        export(press.directory.root, press.directory.root / PORTAL / "sao")
    assert (tmp_path / "usb/thu.txt").exists()
    assert (tmp_path / "sao.partial/thu.txt").exists()


def test_what_a_killed_copy_left_is_taken_away(press, tmp_path):
    export(press.directory.root, tmp_path / "usb")
    (tmp_path / "usb").rename(tmp_path / "sao.partial")
    (tmp_path / "sao.partial" / PORTAL / "rac.html").touch()
    export(press.directory.root, tmp_path / "sao", ExportOptions(site=PORTAL))
    assert not (tmp_path / "sao" / PORTAL / "rac.html").exists()


@pytest.mark.parametrize(
    ("markup", "becomes"),
    [
        ('<a href="/b/?x=1#y">', '<a href="../b/index.html?x=1#y">'),
        ("<a href='/b'>", '<a href="../b/index.html">'),
        ("<a href=/b/ class=c>", '<a href="../b/index.html" class=c>'),
        ('<a href="http://xa.example/b/">', '<a href="../b/index.html">'),
        ('<a href="http://xa.example">', '<a href="../index.html">'),
        ('<a href="http://xa.example.net/b/">', '<a href="http://xa.example.net/b/">'),
        ('<a href="//khac.example/b/">', '<a href="//khac.example/b/">'),
        (
            '<a title="a > b" href="/tep/1/x.pdf?a=1&amp;b=2">',
            '<a title="a > b" href="http://xa.example/tep/1/x.pdf?a=1&amp;b=2">',
        ),
        ('<img srcset="/n.webp 1x, /n.webp 2x">', '<img srcset="../n.webp 1x, ../n.webp 2x">'),
        (
            '<meta http-equiv="refresh" content="0; url=/b/">',
            '<meta http-equiv="refresh" content="0; url=../b/index.html">',
        ),
        ('<meta name="x" content="/b/">', '<meta name="x" content="/b/">'),
        ("<script>\"<a href='/b/'>\"</script>", "<script>\"<a href='/b/'>\"</script>"),
        ('<link rel="icon" href="/favicon.ico" sizes="32x32"><p>', "<p>"),
        ('<!-- <a href="/b/"> -->', '<!-- <a href="/b/"> -->'),
        ('<p>href="/b/"</p>', '<p>href="/b/"</p>'),
    ],
)
def test_links_become_relative_wherever_they_stand(markup, becomes):
    links = LinkRewriter(LinkStyle.RELATIVE, "http://xa.example", "", {"/", "/a/", "/b/", "/n.webp"}, str)
    assert links.rewritten("/a/", markup) == becomes


def test_styles_and_manifests_have_links_too():
    links = LinkRewriter(LinkStyle.RELATIVE, "http://xa.example", "", {"/", "/_files/1/n.webp"}, str)
    assert (
        links.rewritten("/_files/2/a.css", "a{background:url('/_files/1/n.webp')}")
        == 'a{background:url("../1/n.webp")}'
    )
    assert (
        links.rewritten("/m.webmanifest", '{"start_url": "/", "name": "a / b"}')
        == '{"start_url": "index.html", "name": "a / b"}'
    )
