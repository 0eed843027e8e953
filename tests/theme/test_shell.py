"""The shell from plain inputs: landmarks once, texts escaped, every page whole even with little to say."""

import json
import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

HOSTILE = '<script>alert("x")</script>'
IDENTITY = SimpleNamespace(
    shown_name="Cổng thông tin điện tử tỉnh Hoa Ban",
    superior_body="Tỉnh Hoa Ban",
    superior_url="https://tinh.example/",
    responsible_person="Lò Thị Xuân",
    address="Số 1, đường Hoa Ban",
    telephone="0200 000 1001",
    fax="",
    email="lienhe@hoaban.example",
    licence="",
    copyright_notice="Ghi rõ nguồn khi sử dụng lại",
)
MENU = [
    {"title": "Tin tức", "url": "/tin-tuc/", "active": True, "children": []},
    {
        "title": "Xã hội",
        "url": "/xa-hoi/",
        "active": False,
        "children": [{"title": "Y tế", "url": "/xa-hoi/y-te/", "active": False}],
    },
]


def shell(**inputs):
    inputs.setdefault("identity", IDENTITY)
    with translation.override(inputs.pop("language", "vi")):
        return render_to_string("theme/shell.html", inputs)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("inputs", [{}, {"menu": MENU, "side_blocks": [], "breadcrumb": [{"title": "A", "url": "/"}]}])
def test_each_landmark_stands_once(inputs):
    html = shell(**inputs)
    for landmark in ("<header", "<main", "<footer", 'role="search"', 'id="main"'):
        assert html.count(landmark) == 1, landmark
    assert html.index("<header") < html.index("<main") < html.index("<footer")


def test_the_skip_link_comes_first_and_leads_to_the_content():
    html = shell()
    first = re.search(r'<body>\s*<a [^>]*href="#(\w+)"', html)
    assert f'id="{first.group(1)}"' in html


def test_the_footer_says_what_the_law_asks():
    footer = words(shell()[shell().index("<footer") :])
    for value in ("shown_name", "superior_body", "responsible_person", "address", "telephone", "email"):
        assert getattr(IDENTITY, value) in footer


def test_the_name_of_the_body_is_text_in_the_banner():
    html = shell()
    assert IDENTITY.shown_name in words(html[html.index("<header") : html.index("<main")])


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_page_says_its_language(code):
    assert f'<html lang="{code}">' in shell(language=code)


def test_the_menu_has_home_site_map_and_two_levels():
    html = shell(menu=MENU)
    menu = html[html.index('<nav class="menu"') : html.index("</header>")]
    links = re.findall(r'<a [^>]*href="([^"]+)"', menu)
    assert links[0] == "/"
    assert [link for link in links if link.startswith("/xa-hoi")] == ["/xa-hoi/", "/xa-hoi/y-te/"]
    assert "/so-do/" in links
    assert menu.count("<details") == menu.count("<summary") == 2


def test_what_editors_write_cannot_become_markup():
    entry = {"title": HOSTILE, "url": "/", "active": False}
    html = shell(
        title=HOSTILE,
        menu=[{**entry, "children": [entry]}],
        breadcrumb=[entry, entry],
        languages=[{"code": "vi", "name": HOSTILE, "url": "/", "current": True}],
        footer_links=[entry],
        identity=SimpleNamespace(**{**vars(IDENTITY), "shown_name": HOSTILE, "address": HOSTILE}),
    )
    assert HOSTILE not in html
    assert html.count("&lt;script&gt;") >= 8


def test_the_head_tells_machines_what_the_page_is():
    meta = {
        "title": "Một bài",
        "description": 'Câu có "ngoặc"',
        "canonical": "https://hoaban.example/mot-bai/",
        "type": "article",
        "dublin_core": {"title": "Một bài", "creator": "A; B"},
        "json_ld": json.dumps({"@type": "NewsArticle"}),
    }
    html = shell(page_meta=meta)
    assert '<link rel="canonical" href="https://hoaban.example/mot-bai/">' in html
    assert '<meta name="DC.creator" content="A; B">' in html
    assert "&quot;ngoặc&quot;" in html
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(found.group(1)) == {"@type": "NewsArticle"}


def test_a_page_without_a_description_is_not_for_search_engines():
    assert '<meta name="robots" content="noindex">' in shell()


def test_the_address_stands_on_paper():
    meta = {"canonical": "https://hoaban.example/mot-bai/", "json_ld": "{}", "dublin_core": {}}
    assert '<p class="paper wide">https://hoaban.example/mot-bai/</p>' in shell(page_meta=meta)


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "503.html", "theme/404.html"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_for_bad_days_need_nothing_and_lead_on(name, language):
    with translation.override(language):
        html = render_to_string(name)
    title = re.search(r"<title>(.+?)</title>", html).group(1)
    assert title in re.search(r"<h1>(.+?)</h1>", html).group(1)
    assert {"/", "/tim-kiem/", "/so-do/"} <= set(re.findall(r'href="([^"]+)"', html))
    assert html.count("<main") == html.count("<header") == html.count("<footer") == 1


def test_a_page_that_is_counted_says_which_it_is_and_no_other_does():
    html = shell(page_identity="3.77", request=SimpleNamespace(path='/tin-tuc/"bai"/'))
    assert html.lstrip().startswith('<!doctype html>\n<html lang="vi" data-page="3.77">\n')
    picture = '<noscript><img class="hidden" src="/_reads.gif?/tin-tuc/&quot;bai&quot;/" alt="" width="1" height="1">'
    assert picture in html
    assert not re.search("data-page|_reads", shell())
