"""A thousand texts of cross-site script through every door; a browser finds nothing to run in what comes out."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright
from wagtail.models import Site
from wagtail.test.utils.form_data import streamfield

from hoaban.importer.actions import run_import
from hoaban.kit.errors import RefusedUpload
from hoaban.media import file_texts
from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, FileText
from hoaban.news.models import Article
from hoaban.pages.models import SideBlocks, SiteIdentity, WebLinkGroup
from hoaban.pages.models.links import WebLink
from tests.attacks.script_corpus import SCHEMES, payloads
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.scene import article_form
from tests.support.text_dump import a_dump

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AT_ONCE = 50
# What a browser made of a page that ought not to run anything of it: elements, attributes, addresses.
SCAN = """() => {
  const found = [];
  const live = [document, ...[...document.querySelectorAll("template")].map((one) => one.content)];
  for (const root of live) for (const one of root.querySelectorAll("*")) {
    const name = one.localName;
    const own = name === "script" && (one.type === "application/ld+json" || /^.static/.test(one.getAttribute("src")));
    if (["iframe", "object", "embed", "base", "style", "applet", "frame", "math"].includes(name)) found.push(name);
    if (name === "script" && !own) found.push("script");
    if (name === "meta" && one.httpEquiv === "refresh") found.push("refresh");
    for (const attribute of one.attributes) {
      const value = attribute.value.replace(/[\\u0000-\\u0020]/g, "").toLowerCase();
      if (attribute.name.startsWith("on")) found.push(`${name} ${attribute.name}`);
      if (["style", "srcdoc"].includes(attribute.name)) found.push(`${name} ${attribute.name}`);
      const leads = ["href", "src", "action", "formaction", "data", "xlink:href", "poster"].includes(attribute.name);
      if (leads && /^(javascript|vbscript|data|blob):/.test(value)) found.push(`${name} ${value.slice(0, 40)}`);
    }
  }
  return [...found, ...(window.hits ? ["ran"] : [])];
}"""


@pytest.fixture
def tab(chromium, monkeypatch):
    """A page of a browser that notices whatever runs in it."""
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/*", lambda route: route.abort())
        page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; }")
        page.on("dialog", lambda dialog: dialog.dismiss())
        yield page
        browser.close()


@pytest.fixture
def section():
    return a_section(a_portal())


def nothing_runs(tab, html):
    """Let a browser read a page; what of it could run must be nothing."""
    tab.set_content(html, wait_until="domcontentloaded")
    assert tab.evaluate(SCAN) == []


def in_lots(texts):
    return [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]


def look_everywhere(tab, client, section):
    """Every outlet of the articles of a section."""
    pages = [*Article.objects.order_by("pk"), section]
    for page in pages:
        nothing_runs(tab, client.get(page.url).content.decode())
    for address in ("/", "/so-do/", f"{section.url}luu-tru/", "/tim-kiem/?q=hit", f"/qr/{pages[0].pk}"):
        answer = client.get(address)
        if answer.status_code == 200:
            nothing_runs(tab, answer.content.decode())
    for name in ("atom.xml", "rss.xml"):
        for entry in ET.fromstring(client.get(f"{section.url}{name}").content).iter():
            # A feed reader takes these for HTML.
            if entry.tag.rpartition("}")[2] in {"summary", "description", "content"}:
                nothing_runs(tab, f"<!doctype html><p>{entry.text or ''}</p>")


def test_the_browser_sees_what_would_run(tab):
    """The negative control: let through, nearly all of it is found."""
    found = 0
    for text in payloads()[:200]:
        tab.set_content(f"<!doctype html><p>{text}</p>", wait_until="domcontentloaded")
        found += bool(tab.evaluate(SCAN))
    assert found > 120


def test_what_an_editor_pastes(tab, client, section):
    client.force_login(an_editor())
    for number, lot in enumerate(in_lots(payloads())):
        article = an_article(section, f"Bài {number}", posted_at=timezone.now() - timedelta(hours=number))
        said = {
            "title": f"Bài {number} {lot[0]}"[:250],
            "lead": " ".join(lot)[:1900],
            "byline": lot[1],
            "source": lot[2],
        }
        said = {name: text.replace("\0", "") for name, text in said.items()}
        body = streamfield([("text", json.dumps(pasted(lot))), ("quote", {"text": lot[3], "attribution": lot[4]})])
        form = article_form(article, "action-publish", body=body, tags=json.dumps(lot[5]), **said)
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form)
        assert answer.status_code == 302, number
        article.refresh_from_db()
        assert article.title.startswith(f"Bài {number} ")
    look_everywhere(tab, client, section)


def pasted(lot):
    """What the text editor sends: the texts as words, as addresses of links, as names of what it does not know."""
    blocks = [
        {"key": f"k{n}", "type": "unstyled", "text": text, "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        for n, text in enumerate(lot)
    ]
    for number, block in enumerate(blocks):
        block["entityRanges"] = [{"offset": 0, "length": 1, "key": number}]
        block["inlineStyleRanges"] = [{"offset": 0, "length": 1, "style": "BOLD"}]
    entities = {str(n): {"type": "LINK", "mutability": "MUTABLE", "data": {"url": text}} for n, text in enumerate(lot)}
    return {"blocks": blocks, "entityMap": entities}


def test_what_an_importer_brings(tab, client, section, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    for number, lot in enumerate(in_lots(payloads())):
        plain = [" ".join(text.replace("\0", "").split()) for text in lot]
        dump = a_dump(
            title=f"Bài {number} {plain[0]}",
            crumb="Trang chủ > Tin tức",
            lead=plain[1],
            caption=plain[2],
            facts=f"Ngày đăng: 05/03/2021 14:{number:02d}",
        )
        long = [
            f"         {text} Đoạn này đủ dài để không ai nhầm với chú thích ảnh hay tên người viết." for text in plain
        ]
        dump = dump.replace("\n  • BẢN ĐỒ", "\n" + "\n\n".join(long) + "\n\n  • BẢN ĐỒ")
        (source / f"{number}.txt").write_text(dump, encoding="utf-8")
    outcome = run_import(source, job=tmp_path / "job", site=Site.objects.get())
    assert outcome.counts.get("imported", 0) >= 19
    look_everywhere(tab, client, section)


def test_what_a_program_writes_past_every_form(tab, client, section):
    for number, lot in enumerate(in_lots(payloads())):
        clean = [text.replace("\0", "") for text in lot]
        fields = {"lead": " ".join(clean)[:2000], "byline": clean[1][:200], "source": clean[2][:200]}
        body = hostile_blocks(clean)
        article = an_article(section, f"Bài {number} {clean[3]}"[:250], posted_at=timezone.now(), body=body, **fields)
        Article.objects.filter(pk=article.pk).update(source_url=SCHEMES[number % len(SCHEMES)])
    SiteIdentity.objects.update(superior_url=SCHEMES[1])
    group = WebLinkGroup.objects.create(title="Liên kết")
    for url in SCHEMES:
        WebLink.objects.create(group=group, name=url[:100], url=url)
    SideBlocks.objects.create(site=Site.objects.get(), blocks=[("web_links", {"title": "Liên kết", "groups": [group]})])
    look_everywhere(tab, client, section)


def hostile_blocks(texts):
    """A body with a text in every place of every block."""
    rows = {"data": [[text, text] for text in texts[:5]], "first_row_is_table_header": True}
    heads = {"first_col_is_header": False, "table_header_choice": "row", "table_caption": texts[8]}
    names = ("caption", "credit", "alt", "file_name")
    return [
        ("text", "".join(texts)),
        *(("map_link", {"place": "x", "description": url, "url": url}) for url in (*texts[:3], *SCHEMES)),
        ("quote", {"text": texts[4], "attribution": texts[5]}),
        ("box", {"title": texts[6][:200], "text": texts[7]}),
        ("table", {**rows, **heads}),
        ("photo", {"image": None, **dict(zip(names, texts[9:13], strict=True))}),
    ]


def test_what_somebody_uploads(tab, client, section, monkeypatch):
    # The words inside are shown nowhere here, and each file would be read by a process of its own: one in twenty is.
    read_text, turns = file_texts.read_text, count()
    unread = file_texts.ExtractedText("", FileText.State.NONE)
    monkeypatch.setattr(file_texts, "read_text", lambda *file: unread if next(turns) % 20 else read_text(*file))
    taken = []
    for number, text in enumerate(payloads()):
        raw = text.encode("utf-8", "surrogatepass")
        for content, ending in ((raw, ".pdf"), (raw, ".txt"), (b"%PDF-1.4\n" + raw + b"\n%%EOF", ".pdf")):
            if number % 10 and ending == ".txt":
                continue
            try:
                taken.append(store_file(content, name=f"{text[:40]}-{number}{ending}", title=text[:200]))
            except (RefusedUpload, ValueError, OSError):
                continue
            break
    assert AttachedFile.objects.count() >= 900
    an_article(section, "Có tệp", body=[("files", taken)], posted_at=timezone.now())
    look_everywhere(tab, client, section)
    for attached in taken[::50]:
        answer = client.get(attached.url)
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] in {"application/pdf", "text/plain"}
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "script-src" not in answer["Content-Security-Policy"]
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
