"""Readers with a real browser are counted as the portal says, and its figures move while no page is pressed again."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect, sync_playwright

from hoaban.front.journal import FOLDER, PAGE_COUNT, PAGES
from tests.machine import ROOT
from tests.support.command import hoaban
from tests.support.installation import a_running_portal, python, until

pytestmark = pytest.mark.journey
MAKE = """
import django; django.setup()
from hoaban.pages.models import HomePage, SideBlocks, StatisticsPage
from tests.builders import an_editor
an_editor()
side = SideBlocks.objects.get()
side.blocks = [("visits", {"title": "Thống kê truy cập"})]
side.save()
HomePage.objects.get().add_child(instance=StatisticsPage(title="Thống kê truy cập", slug="thong-ke"))
"""
# A robot would say what it is, and the browser without a window does.
READER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
ANOTHER = READER.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64")


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """The state folder and the port of a running portal with a page of statistics."""
    var = tmp_path_factory.mktemp("portal")
    with a_running_portal(var) as (_supervisor, port):
        command, settings = python(var, "-c", MAKE)
        subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True)
        until((var / "published/localhost/thong-ke/index.html").exists)
        until(lambda: "visits-week" in (var / "published/localhost/index.html").read_text())
        yield var, port


@pytest.fixture
def browser(portal, chromium):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def a_reader(browser, agent=READER, **options):
    return browser.new_context(user_agent=agent, locale="vi-VN", **options).new_page()


def asked(var, question, *values):
    with closing(sqlite3.connect(f"file:{var}/hoaban.sqlite3?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(question, values).fetchone()[0]


def sum_of(var, column):
    """What the site's days say in a column."""
    return asked(var, f"SELECT coalesce(sum({column}), 0) FROM counting_siteday")


def page_number(var, slug):
    return asked(var, "SELECT id FROM wagtailcore_page WHERE slug = ?", slug)


def reads_of(var, slug):
    """The count that the front answers for a page; 0 where there is none."""
    place, start = var / FOLDER / PAGES, page_number(var, slug) * PAGE_COUNT.size
    found = place.read_bytes()[start : start + PAGE_COUNT.size] if place.exists() else b""
    return PAGE_COUNT.unpack(found)[0] if len(found) == PAGE_COUNT.size else 0


def figure(tab: Tab, name, inside="main"):
    return tab.locator(f"{inside} [data-figure={name}]")


def test_the_figures_move_and_no_page_is_pressed_for_them(portal, browser):
    var, port = portal
    root, before = f"http://127.0.0.1:{port}", sum_of(var, "visits")
    files = [var / "published/localhost" / path / "index.html" for path in (".", "tin-tuc/bai-0", "thong-ke")]
    pressed = [file.stat().st_mtime_ns for file in files]
    tab = a_reader(browser)
    tab.goto(f"{root}/tin-tuc/bai-0/")
    until(lambda: reads_of(var, "bai-0") == 1)
    other = a_reader(browser, ANOTHER)
    other.goto(f"{root}/tin-tuc/bai-0/")
    expect(figure(other, "reads")).to_have_text("1")
    expect(figure(other, "reads")).to_be_visible()
    until(lambda: reads_of(var, "bai-0") == 2 and sum_of(var, "visits") == before + 2)
    for path, inside in (("/", ".side"), ("/", ".foot"), ("/thong-ke/", "main")):
        until(lambda path=path, inside=inside: seen(tab, root + path, "visits-today", inside) == str(before + 2))
        expect(figure(tab, "visitors-now", inside)).to_be_visible()
        expect(tab.locator("[data-pressed]")).to_have_count(0)
    assert [file.stat().st_mtime_ns for file in files] == pressed
    assert hoaban(var, "verify", HOABAN_MODE="development").returncode == 0


def seen(tab, address, name, inside):
    """A figure as the portal answers it now."""
    with tab.expect_response("**/_reads") as answer:
        tab.goto(address)
    number = str(answer.value.json()[name])
    expect(figure(tab, name, inside)).to_have_attribute("value", number)
    return number


def test_reloading_and_going_back_are_no_further_reads_and_whoever_opens_it_anew_is_one(portal, browser):
    var, port = portal
    address, repeats = f"http://127.0.0.1:{port}/tin-tuc/bai-1/", sum_of(var, "repeats")
    tab = a_reader(browser)
    tab.goto(address)
    until(lambda: reads_of(var, "bai-1") == 1)
    with tab.expect_response("**/_reads"):
        tab.reload()
    tab.locator(".brand").click()
    with tab.expect_response("**/_reads"):
        tab.go_back()
    until(lambda: sum_of(var, "repeats") >= repeats + 2)
    assert reads_of(var, "bai-1") == 1
    # Somebody else with the same browser behind the same address: nothing of the first one is known there.
    second = a_reader(browser)
    with second.expect_response("**/_reads"):
        second.goto(address)
    until(lambda: reads_of(var, "bai-1") == 2)


def test_without_script_the_picture_counts_and_the_pressed_figures_stand_with_their_day(portal, browser):
    var, port = portal
    pictures = sum_of(var, "pictures")
    tab = a_reader(browser, java_script_enabled=False)
    tab.goto(f"http://127.0.0.1:{port}/tin-tuc/bai-2/")
    until(lambda: reads_of(var, "bai-2") == 1)
    assert sum_of(var, "pictures") == pictures + 1
    assert figure(tab, "reads").text_content() == ""
    assert not figure(tab, "reads").is_visible()
    assert not figure(tab, "visitors-now", ".side").is_visible()
    assert figure(tab, "visits-all", ".side").is_visible()
    assert "Số liệu đến ngày" in tab.locator(".side").inner_text()


def test_an_editors_preview_and_a_robot_are_no_reads(portal, browser):
    var, port = portal
    root, number, robots = f"http://127.0.0.1:{port}", page_number(var, "bai-3"), sum_of(var, "robots")
    tab = a_reader(browser)
    tab.goto(f"{root}/quan-tri/")
    tab.fill("[name=username]", "bien-tap")
    tab.fill("[name=password]", "mot-mat-khau-dai")
    tab.click("button[type=submit]")
    tab.wait_for_selector(".sidebar")
    reported = []
    tab.on("request", lambda request: reported.append(request.url) if "/_reads" in request.url else None)
    tab.goto(f"{root}/quan-tri/pages/{number}/view_draft/", wait_until="networkidle")
    expect(tab.locator("h1")).to_have_text("Số 0")
    assert reported == []
    robot = a_reader(browser, READER + " (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    with robot.expect_response("**/_reads"):
        robot.goto(f"{root}/tin-tuc/bai-3/")
    until(lambda: sum_of(var, "robots") == robots + 1)
    assert reads_of(var, "bai-3") == 0
