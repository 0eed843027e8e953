"""A reader on a phone, in the dark, with large letters, with a keyboard, without script: every block of an article."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from wagtail.models import Page

from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.reporting import answer_reports

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LOOKS = ("light", "dark", "contrast")
TABLE = {
    "data": [["Chỉ tiêu", "Năm 2021", "Năm 2026"], ["Xã đạt chuẩn", "41", "86"]],
    "cell": [],
    "first_row_is_table_header": True,
    "first_col_is_header": True,
    "table_caption": "Kết quả theo hai mốc",
    "table_header_choice": "both",
}


def every_block():
    """One of each block that an article's body may hold."""
    photo = a_photo()
    return [
        ("text", "<h2>Con đường đầu bản</h2><p>Toàn tỉnh có <b>86</b> xã đạt chuẩn.</p><ul><li>Đường</li></ul>"),
        ("photo", {"image": photo, "caption": "Cánh đồng", "credit": "Hà Văn Pẩn", "alt": "Cánh đồng lúa"}),
        ("photo", {"image": None, "caption": "Đại biểu tham quan", "file_name": "IMG_2041.JPG"}),
        ("gallery", [{"image": photo, "caption": "Một"}, {"image": photo, "caption": "Hai"}]),
        ("table", TABLE),
        ("quote", {"text": "Nay chỉ hai mươi phút.", "attribution": "Bà Xuân"}),
        ("box", {"title": "Hồ sơ cần có", "text": "<p>Đơn theo mẫu.</p>"}),
        ("map_link", {"place": "Nhà văn hóa", "description": "Lối cho xe lăn", "url": "https://ban-do.example/"}),
    ]


@pytest.fixture
def article(live_server):
    """Addresses of a home, a section and an article with every block."""
    home = a_portal()
    section = a_section(home)
    a_section(section, "Kinh tế")
    entire = an_article(section, "Tổng kết mười năm", body=every_block(), byline="Tin, ảnh: Minh Thùy")
    an_article(section, "Bài cũ hơn")
    root = live_server.url
    return {
        "article": root + Page.objects.get(pk=entire.pk).url,
        "section": root + section.url,
        "home": f"{root}/",
        "missing": f"{root}/khong-co/",
        "site map": f"{root}/so-do/",
    }


@pytest.fixture
def browser(article, chromium):
    """A browser; everything is in the database before it starts."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def page_of(browser, width=360, **options):
    return browser.new_context(viewport={"width": width, "height": 740}, **options).new_page()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(article, browser, look):
    page = page_of(browser, color_scheme="dark" if look == "dark" else "light", bypass_csp=True)
    if look == "contrast":
        page.add_init_script("localStorage.setItem('hoaban.look', 'contrast')")
    found = {}
    for name, address in article.items():
        page.goto(address)
        page.locator(".menu>details>summary").click()
        found[name] = [violation["id"] for violation in Axe().run(page).response["violations"]]
    assert {name: rules for name, rules in found.items() if rules} == {}


@pytest.mark.parametrize("size", ["", "1.5"])
def test_nothing_hangs_over_a_narrow_screen(article, browser, size):
    page = page_of(browser, width=320)
    page.add_init_script(f"localStorage.setItem('hoaban.size', '{size}')")
    widths = {}
    for name, address in article.items():
        page.goto(address)
        widths[name] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(article, 320)


def test_the_page_is_whole_without_script(article, browser):
    page = page_of(browser, java_script_enabled=False)
    page.goto(article["article"])
    assert page.locator("[data-act]:visible").count() == 0
    page.locator(".menu>details>summary").click()
    page.locator(".menu .sub>summary").click()
    page.get_by_role("link", name="Kinh tế").click()
    assert page.locator("h1").inner_text() == "Kinh tế"


@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_picture_that_counts_takes_no_room(article, browser, media):
    page = page_of(browser, java_script_enabled=False)
    taken = answer_reports(page.context)
    page.emulate_media(media=media)
    page.goto(article["article"], wait_until="networkidle")
    assert len(taken) == 1
    size = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    shown = page.evaluate(size)
    page.locator("img[src^='/_reads']").evaluate("picture => { picture.style.display = 'none'; }")
    assert page.evaluate(size) == shown


def test_a_choice_is_remembered_on_the_next_page(article, browser):
    page = page_of(browser)
    page.goto(article["article"])
    page.locator(".strip [data-act=look]").click()
    page.locator(".strip [data-act=size]").click()
    page.goto(article["home"])
    assert page.locator("html").get_attribute("data-look") == "dark"
    assert page.locator(".strip [data-act=look]").get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20.7px"


def test_text_first_offers_each_photo_with_its_description(article, browser):
    page = page_of(browser)
    page.goto(article["article"])
    page.locator(".strip [data-act=text]").click()
    photo = page.locator("figure img").first
    assert not photo.is_visible()
    page.locator(".reveal").first.press("Enter")
    assert photo.is_visible()
    assert page.locator(".reveal").count() == 2


def test_a_keyboard_opens_and_closes_the_menu(article, browser):
    page = page_of(browser, width=1280)
    page.goto(article["article"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#main"
    summary = page.locator(".menu .sub>summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Kinh tế").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Kinh tế").is_visible()
    assert summary.evaluate("node => node === document.activeElement")


def test_the_pages_ask_no_other_host_and_break_no_rule(article, browser):
    page = page_of(browser)
    asked, complaints = set(), []
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    answer_reports(page.context)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for name in ("home", "section", "article"):
        page.goto(article[name], wait_until="networkidle")
    assert asked == {article["home"].split("/")[2]}
    assert complaints == []
