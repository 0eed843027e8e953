"""When a page reports that somebody sees it, what it says, and what it makes of the answer; no server but the test."""

import re

import pytest
from playwright.sync_api import sync_playwright

from tests.machine import ROOT
from tests.support.reporting import answer_reports

pytestmark = pytest.mark.journey
SCRIPT = (ROOT / "src/hoaban/theme/static/theme/portal.js").read_text(encoding="utf-8")
PORTAL, OTHER = "http://portal.example", "http://tin.example"
PAGE = """<!doctype html>
<html lang="{language}"{identity}><head><meta charset="utf-8"><script src="/portal.js"></script></head>
<body><noscript><img src="/_reads.gif?/bai/" alt=""></noscript>
<data data-figure="reads" value="5">5</data> <data data-figure="visits-today" value="6">6</data>
<p data-counted hidden><data data-figure="visitors-now" value=""></data></p><p data-pressed>25/11</p>
<data data-figure="unknown" value="7">7</data><a href="{portal}/bai/">on</a></body></html>"""
FIGURES = {"reads": 1_234_567, "visits-today": 0}
COUNTED = ' data-page="3.77"'


@pytest.fixture
def browser(chromium):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def a_tab(browser, language="vi", identity=COUNTED, **options):
    """A tab in which every page of the portal is the same one."""
    context = browser.new_context(**options)
    html = PAGE.format(language=language, identity=identity, portal=PORTAL)
    context.route(f"{PORTAL}/**", lambda route: route.fulfill(content_type="text/html", body=html))
    link = f'<a href="{PORTAL}/bai/">on</a>'
    context.route(f"{OTHER}/**", lambda route: route.fulfill(content_type="text/html", body=link))
    context.route(f"{PORTAL}/portal.js", lambda route: route.fulfill(content_type="text/javascript", body=SCRIPT))
    return context.new_page()


def figures_of(tab):
    script = "[...document.querySelectorAll('data')].map((place) => [place.value, place.textContent])"
    return tab.evaluate(script)


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.234.567"), ("en", "1,234,567")])
def test_a_page_that_is_seen_says_so_and_shows_its_figures(browser, language, shown):
    tab = a_tab(browser, language)
    tab.context.add_cookies([{"name": "phien", "value": "x", "url": PORTAL}])
    taken = answer_reports(tab.context, FIGURES)
    tab.goto(f"{PORTAL}/bai/?p=2#cuoi", wait_until="networkidle")
    (report,) = taken
    headers = report.all_headers()
    assert (report.method, report.url) == ("POST", f"{PORTAL}/_reads")
    assert re.fullmatch(r"/bai/\n\n[1-9][0-9]{0,9}", report.post_data)
    assert headers["content-type"] == "text/plain;charset=UTF-8"
    assert "cookie" not in headers
    assert figures_of(tab) == [["1234567", shown], ["0", "0"], ["", ""], ["7", "7"]]


OLD_BROWSER = """
for (const name of ["fetch", "IntersectionObserver", "speechSynthesis", "AbortController"]) delete window[name];
for (const name of ["remove", "prepend", "append", "replaceWith"]) delete Element.prototype[name];
Navigator.prototype.sendBeacon = Performance.prototype.getEntriesByType = CSS.supports = undefined;
Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
for (const name of ["flatMap", "flat", "includes"]) delete Array.prototype[name];
Object.entries = Object.values = Object.fromEntries = window.URL = window.queueMicrotask = undefined;
const match = window.matchMedia;
window.matchMedia = (asked) => { const list = match(asked); return { matches: list.matches, addListener() {} }; };
"""


def test_an_old_browser_reports_its_read_too(browser):
    tab, broken = a_tab(browser), []
    tab.on("pageerror", lambda error: broken.append(error))  # noqa: PLW0108  playwright marks what it is given
    tab.add_init_script(OLD_BROWSER)
    taken = answer_reports(tab.context, FIGURES)
    tab.goto(f"{OTHER}/tim?q=rieng")
    tab.get_by_role("link").click()
    tab.wait_for_load_state("networkidle")
    (report,) = taken
    assert (report.method, report.url) == ("POST", f"{PORTAL}/_reads")
    assert re.fullmatch(r"/bai/\ntin\.example\n[1-9][0-9]{0,9}", report.post_data)
    assert report.all_headers()["content-type"] == "text/plain;charset=UTF-8"
    assert tab.locator("data").first.inner_text() == "1.234.567"
    assert tab.locator("[data-pressed]").count() == 0
    assert broken == []


@pytest.mark.parametrize(("now", "is_shown"), [(3, True), (0, False), (None, False)])
def test_a_figure_that_nobody_knew_appears_once_there_is_one(browser, now, is_shown):
    tab = a_tab(browser)
    answer_reports(tab.context, FIGURES if now is None else {**FIGURES, "visitors-now": now})
    tab.goto(f"{PORTAL}/bai/", wait_until="networkidle")
    assert tab.locator("[data-counted]").is_visible() == is_shown


@pytest.mark.parametrize(("figures", "left"), [(FIGURES, 0), ({"reads": 5}, 1)])
def test_the_day_of_the_pressed_figures_goes_with_them(browser, figures, left):
    tab = a_tab(browser)
    answer_reports(tab.context, figures)
    tab.goto(f"{PORTAL}/bai/", wait_until="networkidle")
    assert tab.locator("[data-pressed]").count() == left


def test_of_the_way_here_only_the_host_is_told(browser):
    tab = a_tab(browser)
    taken = answer_reports(tab.context)
    tab.goto(f"{OTHER}/tim?q=rieng")
    tab.get_by_role("link").click()
    tab.wait_for_load_state("networkidle")
    tab.get_by_role("link").click()
    tab.wait_for_load_state("networkidle")
    came_from = [re.fullmatch(r"/bai/\n(.*)\n([1-9][0-9]{0,9})", report.post_data) for report in taken]
    assert [found[1] for found in came_from] == ["tin.example", ""]
    assert came_from[0][2] != came_from[1][2], "each opening has a number of its own"
    with tab.expect_request("**/_reads") as again:
        tab.reload()
    assert again.value.post_data == "/bai/\n", "who reloads it has none"


@pytest.mark.parametrize("body", ["", "nothing", "[]", '{"reads": "x"}', "null"])
@pytest.mark.parametrize("status", [200, 503])
def test_without_an_answer_the_old_figures_stay(browser, status, body):
    tab, broken = a_tab(browser), []
    tab.on("pageerror", lambda error: broken.append(error))  # noqa: PLW0108  playwright marks what it is given
    tab.context.route("**/_reads", lambda route: route.fulfill(status=status, body=body))
    tab.goto(f"{PORTAL}/bai/", wait_until="networkidle")
    assert figures_of(tab) == [["5", "5"], ["6", "6"], ["", ""], ["7", "7"]]
    assert tab.locator("[data-pressed]").count() == 1
    assert broken == []


@pytest.mark.parametrize(
    ("name", "before", "after", "event"),
    [
        ("visibilityState", "hidden", "visible", "visibilitychange"),
        ("prerendering", True, False, "prerenderingchange"),
    ],
)
def test_what_nobody_sees_is_not_reported(browser, name, before, after, event):
    tab = a_tab(browser)
    taken = answer_reports(tab.context)
    tab.add_init_script(
        f"let seen = {before!r}".replace("True", "true").replace("False", "false")
        + f"; Object.defineProperty(document, '{name}', {{ get: () => seen, configurable: true }});"
        + "window.turn = (value, event) => { seen = value; document.dispatchEvent(new Event(event)); };"
    )
    tab.goto(f"{PORTAL}/bai/", wait_until="networkidle")
    assert taken == []
    for value in (after, before, after):
        with_report = value == after and not taken
        if with_report:
            with tab.expect_response("**/_reads"):
                tab.evaluate("([value, event]) => turn(value, event)", [value, event])
        else:
            tab.evaluate("([value, event]) => turn(value, event)", [value, event])
    tab.wait_for_load_state("networkidle")
    assert len(taken) == 1


def test_who_comes_back_with_the_back_button_reads_again(browser):
    tab = a_tab(browser)
    taken = answer_reports(tab.context)
    tab.goto(f"{PORTAL}/bai/", wait_until="networkidle")
    with tab.expect_response("**/_reads"):
        tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))")
    tab.wait_for_load_state("networkidle")
    assert len(taken) == 2


def test_a_page_without_a_number_is_not_reported(browser):
    tab = a_tab(browser, identity="")
    taken = answer_reports(tab.context)
    tab.goto(f"{PORTAL}/bai/", wait_until="networkidle")
    assert taken == []


@pytest.mark.parametrize("script", [True, False])
def test_without_script_a_picture_says_it(browser, script):
    tab = a_tab(browser, java_script_enabled=script)
    taken = answer_reports(tab.context)
    tab.goto(f"{PORTAL}/bai/", wait_until="networkidle")
    assert [(report.method, report.url.removeprefix(PORTAL)) for report in taken] == [
        ("POST", "/_reads") if script else ("GET", "/_reads.gif?/bai/")
    ]
