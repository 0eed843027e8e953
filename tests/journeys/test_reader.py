"""A reader on a phone finds and reads an imported article, with script and without; axe looks at every page type."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from wagtail.models import Site

from hoaban.counting.models import SiteDay
from hoaban.demo.actions import fill
from hoaban.importer.actions import run_import
from hoaban.news.models import Article, Event, Gallery, VideoPage
from hoaban.pages.models import HomePage, Section, StandardPage, StatisticsPage, Withdrawal
from tests.builders import a_portal
from tests.machine import SHARED
from tests.support.reporting import answer_reports
from tests.support.text_dump import a_dump

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
WIDTHS = (360, 1280)


@pytest.fixture
def browser(chromium):
    """Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def a_tab(browser: Browser, **options) -> Tab:
    """A tab of its own, without anything remembered."""
    context = browser.new_context(**{"viewport": PHONE, **options})
    # The number of reads stays the one that was imported.
    answer_reports(context, {"visits-today": 1})
    return context.new_page()


def read_the_article(tab: Tab, root: str, article: Article, parts: list[str]) -> None:
    """From the home page by the menu and the section to the article, and every part of it."""
    tab.goto(root)
    tab.locator(".menu>details>summary").click()
    tab.locator(".menu").get_by_role("link", name=article.listed_in.title, exact=True).click()
    tab.get_by_role("link", name=article.title).first.click()
    # Till the page is there with its pictures, and not only its address.
    tab.wait_for_url(f"**{article.url}")
    shown = tab.locator("main").inner_text().replace("\u00a0", " ")
    for part in parts:
        assert " ".join(part.split()) in " ".join(shown.split()), part
    assert tab.locator("h1").count() == 1
    assert all(tab.evaluate("[...document.images].map(image => image.loading === 'lazy' || image.naturalWidth > 0)"))
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("script", [True, False])
def test_an_imported_article_is_found_and_read(live_server, browser, tmp_path, script):
    source = tmp_path / "trang.txt"
    source.write_text(a_dump(), encoding="utf-8")
    run_import(source, job=tmp_path / "job", site=a_portal().get_site())
    parts = [
        "Sửa xong đường liên thôn trước mùa mưa",
        "05/03/2021 14:20",
        "1.204",
        "Sáng 5/3, xã Sơn Ca tổ chức bàn giao",
        "Người dân đi trên đường mới.",
        "duong-lien-thon.jpg",
        "Đoạn thứ nhất kể lại",
        "Công việc kết thúc trong tháng.",
        "Tin, ảnh: Hà An",
    ]
    tab = a_tab(browser, java_script_enabled=script)
    if not script:
        # Without script nothing can be evaluated in the page either: the words alone are looked at.
        tab.evaluate = lambda expression: [] if "images" in expression else 0
    read_the_article(tab, live_server.url, Article.objects.get(), parts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder with the reference page is not beside the project")
def test_the_reference_article_is_found_and_read(live_server, browser, tmp_path):
    home = a_portal()
    run_import(SHARED / "seed" / "reference-page.txt", job=tmp_path / "job", site=home.get_site())
    article = Article.objects.get()
    paragraphs = article.body[1].value.source.replace("</p>", "").split("<p>")[1:]
    caption = article.body[0].value["caption"]
    parts = [article.title, "18/01/2024 07:34", "2.923", article.lead, caption, *paragraphs, article.byline]
    read_the_article(a_tab(browser), live_server.url, article, parts)


@pytest.fixture
def addresses(live_server, settings):
    """One address of every page type of the demo."""
    fill(1)
    # So that the charts of the page of statistics are drawn.
    yesterday = timezone.localdate() - timedelta(days=1)
    SiteDay.objects.create(site=Site.objects.get(), day=yesterday, reads=12, visits=7, visitors=5)
    root = live_server.url
    first = {model.__name__: model.objects.live().last() for model in (Event, Gallery, VideoPage, StandardPage)}
    first["StatisticsPage"] = StatisticsPage.objects.live().first()
    story = Article.objects.live().filter(corrections__isnull=False).first()
    paths = {name: page.url for name, page in first.items()} | {
        "Article": story.url,
        "Section": Section.objects.get(slug="tin-tuc").url,
        "Events": Section.objects.get(slug="su-kien").url,
        "Years": Section.objects.get(slug="tin-tuc").url + "luu-tru/",
        "Month": Section.objects.get(slug="tin-tuc").url + "luu-tru/2026/11/",
        "HomePage": "/",
        "English": HomePage.objects.get(locale__language_code="en").url,
        "Withdrawn": Withdrawal.objects.get().path,
        "Missing": "/khong-co/",
        "SiteMap": "/so-do/",
        "Search": "/tim-kiem/?q=cầu",
        "Tag": f"/the/{story.tags.first().slug}/",
    }
    return {name: root + path for name, path in paths.items()}


def test_axe_finds_nothing_on_any_page_type(addresses, browser):
    found = {}
    # Colours are those of the scheme at any width.
    for scheme, widths in {"light": WIDTHS, "dark": WIDTHS[:1]}.items():
        for width in widths:
            tab = a_tab(browser, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
            for name, address in addresses.items():
                tab.goto(address)
                violations = [violation["id"] for violation in Axe().run(tab).response["violations"]]
                if violations:
                    found[f"{name} {width} {scheme}"] = violations
            tab.context.close()
    assert found == {}
