"""An editor pastes from Word, a chat and a folder of photos: tables, paragraphs and pictures stand as they were."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect, sync_playwright

from hoaban.media.models import Photo
from hoaban.news.models import Article
from hoaban.pages.models import Section
from tests.builders import a_picture, a_portal, a_section, an_editor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PUT = """(target, [kind, parts, files]) => {
  const data = new DataTransfer();
  for (const [type, text] of Object.entries(parts)) data.setData(type, text);
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name, {type: "image/png"}));
  }
  const more = {bubbles: true, cancelable: true};
  target.dispatchEvent(kind === "drop" ? new DragEvent("drop", {dataTransfer: data, ...more})
                                       : new ClipboardEvent("paste", {clipboardData: data, ...more}));
}"""
PICTURE = base64.b64encode(a_picture(kind="PNG")).decode()
TABLE = """<table><tr><td rowspan=2><p>TT<o:p></o:p></p></td><td colspan=2><p>Năm 2024</p></td></tr><tr><td>Quý I</td>
<td>Quý II</td></tr><tr><td>1</td><td>12</td><td>34</td></tr></table>"""

CHAT = '<span style="white-space: pre-wrap">Ba dòng\nhai https://a.example/y</span>'
MARK = '<span style="mso-list:Ignore">·<span>&nbsp; </span></span>'
LIST = f"""<p class=MsoListParagraph style="mso-list:l0">{MARK}Mục một</p><p>{MARK}Mục hai
<img src="https://a.example/1.png" alt="🌾"></p>"""

LEVELS = f"""<p style="mso-list:l0 level1 lfo1">{MARK}Mục a</p><p style="mso-list:l0 level2 lfo1">{MARK}Mục b</p>"""


@pytest.fixture
def tab(live_server, chromium):
    """A browser tab in which a signed-in editor writes a new article."""
    a_section(a_portal(), "Tin tức")
    an_editor("bien-tap")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="vi-VN").new_page()
        tab.set_default_timeout(20_000)
        tab.goto(f"{live_server.url}/quan-tri/login/?next=/quan-tri/pages/add/news/article/{Section.objects.get().pk}/")
        tab.fill("[name=username]", "bien-tap")
        tab.fill("[name=password]", "mot-mat-khau-dai")
        tab.click("button[type=submit]")
        tab.fill("[name=title]", "Bài dán")
        yield tab
        browser.close()


def add_block(tab: Tab, name: str) -> None:
    tab.locator(".c-sf-add-button").last.click()
    tab.get_by_role("option", name=name, exact=True).click()


def put(target, kind="paste", *, files=(), **parts) -> None:
    types = {"html": "text/html", "text": "text/plain"}
    target.evaluate(PUT, [kind, {types[name]: text for name, text in parts.items()}, list(files)])


def blocks_of(tab: Tab) -> list[str]:
    return tab.locator("[data-streamfield-child] > input[name$='-type']").evaluate_all("all => all.map(e => e.value)")


def paste_into_a_box(tab: Tab) -> None:
    """A table into a text that can hold none."""
    add_block(tab, "hộp thông tin")
    box = tab.locator(".public-DraftEditor-content").last
    box.click()
    put(box, html=TABLE, text="12 34")
    expect(tab.get_by_text("Chỗ này không chứa được bảng")).to_be_visible()
    # What is typed comes into the form a moment later.
    sent = tab.locator("[data-streamfield-child]").last.locator("input[name$='-value-text']")
    expect(sent).to_have_value(re.compile("1 [|] 12 [|] 34"))
    put(box, html=CHAT, text="Ba dòng\nhai https://a.example/y")
    expect(sent).to_have_value(re.compile("hai https://a.example/y"))
    put(box, html=LIST, text="· Mục một\n· Mục hai")
    expect(sent).to_have_value(re.compile("Mục hai 🌾"))


def paste_what_an_editor_flattens(tab: Tab, text) -> None:
    """Signs above the line, and items of a list of Word below each other."""
    put(text, html="<p> 25 m<sup>2</sup>, CO<sub>2</sub></p>", text=" 25 m2, CO2")
    expect(text).to_contain_text("25 m2, CO2")
    put(text, html=LEVELS, text="· Mục a\no Mục b")
    expect(tab.get_by_text("Mục b")).to_be_visible()


def test_what_is_pasted_stands_as_it_was(tab):
    # A title that is too long is taken as it is, and told while one types; then a shorter one.
    tab.fill("[name=title]", "Tên " * 70)
    expect(tab.get_by_text("Dài quá 24 ký tự: đang có 279, nhiều nhất 255.")).to_be_visible()
    tab.fill("[name=title]", "Bài dán")
    expect(tab.get_by_text("Dài quá")).to_be_hidden()
    add_block(tab, "văn bản")
    text = tab.locator(".public-DraftEditor-content").first
    text.click()
    tab.keyboard.type("Đầu bài.")
    tab.keyboard.press("Enter")
    tab.keyboard.type("Cuối bài.")
    tab.keyboard.press("Home")
    # Word: a table between paragraphs, with a picture inside the text and one that Word keeps to itself.
    word = f'<p>Trước</p>{TABLE}<p>Sau</p><img src="data:image/png;base64,{PICTURE}"><img src="file:///C:/a.png">'
    put(text, html=word, text="Trước 12 34 Sau")
    expect(tab.get_by_text("Số ảnh không đi kèm văn bản được dán: 1.")).to_be_visible()
    expect(tab.locator("[data-streamfield-child] [data-chooser-image]")).to_have_count(1)
    # A chat: lines and an address, without any HTML.
    last = tab.locator(".public-DraftEditor-content").last
    last.click()
    tab.keyboard.press("End")
    put(last, text="\nDòng một https://a.example/x\nDòng hai")
    expect(tab.get_by_text("Dòng hai")).to_be_visible()
    paste_what_an_editor_flattens(tab, last)
    # Files from a folder.
    put(tab.locator("[data-streamfield-child]").last, "drop", files=[(f"anh-{one}.png", PICTURE) for one in "abc"])
    expect(tab.locator("[data-streamfield-child] [data-chooser-image]")).to_have_count(4)
    # A table into a table.
    add_block(tab, "bảng")
    table = tab.locator("[data-streamfield-child]").last
    table.locator("td").first.click()
    put(tab.locator(":focus"), html=TABLE, text="12 34")
    expect(table.locator("td", has_text="Năm 2024")).to_have_attribute("colspan", "2")
    expect(table.locator("select")).to_have_value("row")
    paste_into_a_box(tab)
    # The desk may have saved by itself already, which changes the address, too.
    with tab.expect_navigation():
        tab.locator("button.action-save").first.click()
    check_body(list(Article.objects.get(title="Bài dán").get_latest_revision_as_object().body))


def check_body(body):
    kinds = [block.block_type for block in body]
    assert kinds == ["text", "text", "table", "text", "photo", "text", "photo", "photo", "photo", "table", "box"]
    for table in (body[2].value, body[9].value):
        assert [row[:3] for row in table["data"][:3]] == [
            ["TT", "Năm 2024", table["data"][0][2]],
            [table["data"][1][0], "Quý I", "Quý II"],
            ["1", "12", "34"],
        ]
        assert len(table["mergeCells"]) == 2
    end = body[5].value.source
    assert 'Cuối bài.Dòng một <a href="https://a.example/x">https://a.example/x</a></p>' in end
    assert "Dòng hai" in end
    assert "25 m<sup>2</sup>, CO<sub>2</sub>" in end
    assert "</p><ul><li>Mục a<ul><li>Mục b</li></ul></li></ul>" in re.sub(r' data-block-key="\w+"', "", end)
    assert [block.value["image"].title for block in body if block.block_type == "photo"] == [
        "Ảnh được dán",
        "anh-a",
        "anh-b",
        "anh-c",
    ]
    assert Photo.objects.count() == 4
    box = body[10].value["text"].source
    for words in ("TT | Năm 2024</p>", "Ba dòng</p>", "Mục hai 🌾</li>"):
        assert words in box
