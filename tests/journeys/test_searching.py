"""A reader searches: with suggestions by keyboard, by mouse, without script; axe looks at every state of the page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from hoaban.demo.actions import fill
from hoaban.pages.models import HomePage
from hoaban.search import actions, open_indexes
from tests.builders import a_portal, a_section, an_article

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = (360, 768, 1280)


@pytest.fixture
def browser(chromium):
    """Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def follow(settings, tmp_path):
    """Indexes of the test's own, brought up to date by hand."""
    settings.VAR = tmp_path / "var"
    open_indexes.forget()

    def act():
        with actions.open_indexers(settings.VAR) as both:
            actions.catch_up(both)

    yield act
    open_indexes.forget()


@pytest.fixture
def portal(live_server, follow):
    """The address of a portal with some articles to find."""
    section = a_section(a_portal())
    for place in ("Mường Thanh", "Tuần Giáo", "Điện Biên Đông"):
        an_article(section, f"Dân vận khéo ở {place}")
    follow()
    return live_server.url


def a_banner(browser, portal, **options):
    """The home page with the search field of its banner."""
    tab = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}).new_page()
    tab.goto(portal)
    return tab, tab.locator(".names form input[type=search]")


def test_suggestions_are_chosen_by_keyboard(browser, portal):
    tab, field = a_banner(browser, portal)
    field.press_sequentially("dan van kh")
    options = tab.get_by_role("option")
    expect(options).to_have_count(3)
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    second = options.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    field.press("ArrowUp")
    field.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    title = options.nth(2).inner_text()
    field.press("Enter")
    expect(tab.locator("h1")).to_contain_text(title)


def test_escape_closes_the_list_and_enter_then_searches(browser, portal):
    tab, field = a_banner(browser, portal)
    field.press_sequentially("khéo")
    expect(tab.get_by_role("option")).to_have_count(3)
    field.press("Escape")
    expect(tab.get_by_role("option")).to_have_count(0)
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "khéo"
    field.press("Enter")
    expect(tab.locator(".found li")).to_have_count(3)


def test_a_suggestion_is_chosen_with_the_mouse(browser, portal):
    tab, field = a_banner(browser, portal)
    field.press_sequentially("tuan gi")
    tab.get_by_role("option").click()
    expect(tab.locator("h1")).to_contain_text("Tuần Giáo")


def test_without_script_the_field_is_a_plain_form(browser, portal):
    tab, field = a_banner(browser, portal, java_script_enabled=False)
    assert field.get_attribute("role") is None
    field.fill("dân vận")
    field.press("Enter")
    expect(tab.locator(".found li")).to_have_count(3)


def test_axe_finds_nothing_in_any_state_of_the_search(browser, live_server, follow):
    fill(1)
    follow()
    english = HomePage.objects.get(locale__language_code="en").url
    states = ("tim-kiem/?q=cầu", "tim-kiem/?q=khongcogi", "tim-kiem/", "tim-kiem/?q=%22cầu%22&kind=article&sort=date")
    addresses = [f"/{state}" for state in states] + [f"{english}{state}" for state in states[:3]]
    found = {}
    # Colours are those of the scheme at any width.
    for scheme, widths in {"light": WIDTHS, "dark": WIDTHS[:1]}.items():
        for width in widths:
            tab, _field = a_banner(
                browser, live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
            )
            for address in addresses:
                tab.goto(live_server.url + address)
                found[f"{address} {width} {scheme}"] = [wrong["id"] for wrong in Axe().run(tab).response["violations"]]
                assert tab.evaluate("document.documentElement.scrollWidth") <= width
            tab.context.close()
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_axe_finds_nothing_while_suggestions_are_open(browser, portal):
    tab, field = a_banner(browser, portal, bypass_csp=True)
    field.press_sequentially("dan van")
    expect(tab.get_by_role("option")).to_have_count(3)
    field.press("ArrowDown")
    assert [wrong["id"] for wrong in Axe().run(tab).response["violations"]] == []
