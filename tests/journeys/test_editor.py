"""An editor writes an article with a pasted picture and a table, looks at it, publishes, corrects, withdraws."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect, sync_playwright

from hoaban.news.models import Article
from hoaban.pages.models import Section
from tests.builders import a_picture, a_portal, a_section, an_editor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASTE = """(target, content) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "man-hinh.png", {type: "image/png"}));
  target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def desk(live_server, chromium):
    """A browser tab with a signed-in editor."""
    home = a_portal()
    a_section(home, "Tin tức")
    an_editor("bien-tap")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="vi-VN").new_page()
        tab.set_default_timeout(20_000)
        tab.goto(f"{live_server.url}/quan-tri/")
        tab.fill("[name=username]", "bien-tap")
        tab.fill("[name=password]", "mot-mat-khau-dai")
        tab.click("button[type=submit]")
        tab.wait_for_selector(".sidebar")
        yield tab
        browser.close()


def add_block(tab: Tab, name: str) -> None:
    """Choose a kind of block at the end of the body."""
    tab.locator(".c-sf-add-button").last.click()
    tab.get_by_role("option", name=name, exact=True).click()


def public_text(tab: Tab, address: str) -> str:
    """What an anonymous reader sees at an address."""
    reader = tab.context.browser.new_context().new_page()
    reader.goto(address)
    text = reader.locator("body").inner_text()
    reader.context.close()
    return text


def paste_picture(tab: Tab) -> None:
    """Write a sentence and paste a picture from the clipboard behind it."""
    add_block(tab, "văn bản")
    editor = tab.locator(".public-DraftEditor-content").last
    editor.click()
    tab.keyboard.type("Con đường dài hai cây số.")
    editor.evaluate(PASTE, base64.b64encode(a_picture(kind="PNG")).decode())
    expect(tab.locator("[data-streamfield-child]").last.locator("[data-chooser-image]")).to_be_visible()


def write_table(tab: Tab) -> None:
    """A table with a header, a caption and two cells."""
    add_block(tab, "bảng")
    table = tab.locator("[data-streamfield-child]").last
    table.locator("select").select_option("row")
    table.locator("[id$='-handsontable-col-caption']").fill("Chiều dài từng đoạn")
    table.locator("td").first.dblclick()
    tab.keyboard.type("Đoạn")
    tab.keyboard.press("Tab")
    tab.keyboard.type("Mét")
    tab.keyboard.press("Enter")


def write_article(tab: Tab, root: str) -> Article:
    """A draft with everything in it."""
    tab.goto(f"{root}/quan-tri/pages/add/news/article/{Section.objects.get().pk}/")
    tab.fill("[name=title]", "Đường mới đến trường")
    tab.fill("[name=lead]", "Sáng nay, con đường đến trường được thông xe.")
    tab.fill("[name=byline]", "Tin, ảnh: Hà An")
    paste_picture(tab)
    photo = tab.locator("[data-streamfield-child]").last
    photo.locator("[name$='-value-alt']").fill("Con đường mới giữa đồi")
    photo.locator("[name$='-value-caption']").fill("Đường mới nhìn từ cổng trường.")
    write_table(tab)
    tab.locator("button.action-save").first.click()
    tab.wait_for_url("**/edit/")
    return Article.objects.get(title="Đường mới đến trường")


def publish(tab: Tab) -> None:
    """Choose to publish from the menu of the save button."""
    tab.locator("[data-controller~=w-dropdown] [data-w-dropdown-target=toggle]").last.click()
    tab.locator("[name=action-publish]").click()


def act_with_note(tab: Tab, address: str, note: str, button: str) -> None:
    """One of the acts that ask for a note that the public reads."""
    tab.goto(address)
    tab.fill("[name=note]", note)
    tab.get_by_role("button", name=button).click()
    tab.wait_for_url("**/edit/")


def test_from_the_first_word_to_the_withdrawal(desk, live_server):
    tab, root = desk, live_server.url
    article = write_article(tab, root)
    assert article.slug == "duong-moi-den-truong"
    pages, address = f"{root}/quan-tri/pages/{article.pk}", f"{root}/tin-tuc/duong-moi-den-truong/"
    assert "Không tìm thấy trang" in public_text(tab, address)

    tab.goto(f"{pages}/view_draft/")
    expect(tab.locator("h1")).to_have_text("Đường mới đến trường")
    expect(tab.locator("figure img")).to_have_attribute("alt", "Con đường mới giữa đồi")

    tab.goto(f"{pages}/edit/")
    publish(tab)
    tab.wait_for_selector(".messages .success")
    seen = public_text(tab, address)
    for words in ("dài hai cây số.", "Đường mới nhìn từ cổng trường.", "Chiều dài từng đoạn", "Tin, ảnh: Hà An"):
        assert words in seen

    act_with_note(tab, f"{pages}/correct/", "Bản đầu ghi ba cây số; đúng là hai.", "Đăng đính chính")
    assert "Bản đầu ghi ba cây số" in public_text(tab, address)

    act_with_note(tab, f"{pages}/withdraw/", "Bài được gỡ để kiểm tra lại số liệu.", "Gỡ trang này")
    gone = public_text(tab, address)
    assert "Bài được gỡ để kiểm tra lại số liệu." in gone
    assert "Đường mới đến trường" not in gone
    assert tab.request.get(address).status == 410


def test_a_page_with_a_photo_that_nobody_described_is_not_published(desk, live_server):
    tab = desk
    tab.goto(f"{live_server.url}/quan-tri/pages/add/news/article/{Section.objects.get().pk}/")
    tab.fill("[name=title]", "Ảnh không có mô tả")
    paste_picture(tab)
    publish(tab)
    expect(tab.get_by_text("Hãy mô tả ảnh cho thấy điều gì")).to_be_visible()
    assert not Article.objects.filter(live=True).exists()
