"""Links inside texts as readers get them, and as the text editor shows them to who may choose what they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile
from hoaban.pages import rich_text
from hoaban.pages.desk_titles import Looker, looked_at_by
from hoaban.pages.rich_text import FileLinkForEditor, PageLinkForEditor, is_key, may_choose
from hoaban.pages.templatetags.pages import safe_rich_text
from tests.builders import a_portal, a_section, an_article, an_editor, in_english, somebody_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def article(home):
    return an_article(a_section(home), "Bài", slug="bai")


def link_to(number, kind="page"):
    return f'<a linktype="{kind}" id="{number}">chữ</a>'


@pytest.mark.parametrize("text", ["0", "1", "007", str(2**63 - 1)])
def test_a_number_can_be_the_key_of_a_row(text):
    assert is_key(text)


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.0", "٣", "²", "abc", str(2**63), "9" * 5000, None, "1\n"])
def test_nothing_else_can(text):
    assert not is_key(text)


@given(st.one_of(st.text(), st.integers(), st.none()))
def test_what_can_be_a_key_fits_into_the_column_of_keys(anything):
    if is_key(anything):
        assert 0 <= int(anything) < 2**63


def test_a_link_leads_to_what_is_published(article):
    assert expand_db_html(link_to(article.pk)) == '<a href="/tin-tuc/bai/">chữ</a>'
    assert expand_db_html(link_to(f"00{article.pk}")) == '<a href="/tin-tuc/bai/">chữ</a>'
    article.unpublish()
    assert expand_db_html(link_to(article.pk)) == "<a>chữ</a>"


@pytest.mark.parametrize("kind", ["page", "document"])
@pytest.mark.parametrize("number", ["", "abc", "0", "-1", "999999", str(2**63), "9" * 400, "²"])
def test_a_link_to_nothing_is_its_words_alone(article, kind, number):
    assert expand_db_html(link_to(number, kind)) == "<a>chữ</a>"


def test_each_of_many_links_is_right(article):
    others = [an_article(article.get_parent().specific, f"Khác {number}") for number in range(5)]
    pages = [article, *others]
    text = "".join(link_to(number) for number in [*(page.pk for page in pages), "abc", article.pk])
    expected = "".join(f'<a href="{page.url}">chữ</a>' for page in pages)
    assert expand_db_html(text) == f'{expected}<a>chữ</a><a href="{article.url}">chữ</a>'


def test_a_link_to_a_page_with_a_draft_translation_leads_to_the_page(article, home):
    english = in_english(home, title="Home", slug="english")
    assert expand_db_html(link_to(english.pk)) == '<a href="/">chữ</a>', "in the language that is spoken"
    english.unpublish()
    assert expand_db_html(link_to(home.pk)) == '<a href="/">chữ</a>'


def test_a_file_is_linked_while_it_is_there(home):
    attached = store_file(b"%PDF-1.4\n%%EOF", name="a.pdf", title="Mẫu")
    assert expand_db_html(link_to(attached.pk, "document")) == f'<a href="{attached.url}">chữ</a>'
    attached.delete()
    assert expand_db_html(link_to(attached.pk or 1, "document")) == "<a>chữ</a>"


@pytest.mark.parametrize(
    "embed", ['embedtype="image" id="1"', 'embedtype="media" url="http://127.0.0.1:9/"', 'embedtype="image"']
)
def test_nothing_is_embedded(embed):
    assert expand_db_html(f"<p>a<embed {embed} />b</p>") == "<p>ab</p>"


@pytest.mark.parametrize(
    ("attributes", "told"),
    [({}, []), ({"id": ""}, []), ({"id": "5"}, ["5"]), ({"id": "abc"}, ["abc"]), ({"id": "9" * 400}, ["9" * 20])],
)
@pytest.mark.parametrize("handler", [rich_text.ReadableLinks, rich_text.KnownFiles, rich_text.NoPictures])
def test_what_a_link_names_is_known_for_the_check_of_what_is_saved(handler, attributes, told):
    assert [number for _model, number, *_paths in handler.extract_references(attributes)] == told


def looked_at(rf, user):
    request = rf.get("/")
    request.user = user
    return looked_at_by(Looker(request))


def test_a_command_may_choose_nothing_and_nobody_what_is_no_number(rf, article):
    assert not may_choose(Page, str(article.pk))
    with looked_at(rf, an_editor()):
        assert may_choose(Page, str(article.pk))
        for number in ("", "abc", "999999", str(2**63)):
            assert not may_choose(Page, number)


def test_the_text_editor_names_a_page_only_to_who_may_choose_it(rf, home, article):
    article.unpublish()
    shown = PageLinkForEditor("LINK").get_attribute_data
    with looked_at(rf, somebody_with("change", page=a_section(home, "Khác"))):
        assert shown({"id": str(article.pk)}) == {"id": str(article.pk), "url": None, "parentId": None}
        assert shown({}) == {"id": "", "url": None, "parentId": None}
    with looked_at(rf, an_editor()):
        assert shown({"id": str(article.pk)})["parentId"] == article.get_parent().pk


def test_the_text_editor_names_a_file_only_to_who_may_choose_it(rf, home):
    attached = store_file(b"%PDF-1.4\n%%EOF", name="a.pdf", title="Mật")
    shown = FileLinkForEditor("DOCUMENT").get_attribute_data
    with looked_at(rf, somebody_with("change", page=home)):
        assert shown({"id": str(attached.pk)}) == {"id": str(attached.pk)}
    with looked_at(rf, an_editor()):
        assert shown({"id": str(attached.pk)})["filename"] == attached.filename
    assert AttachedFile.objects.count() == 1


@pytest.mark.parametrize("value", [None, ""])
def test_no_text_is_shown_as_nothing(value):
    assert safe_rich_text(value) == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        "<img src=x onerror=alert(1)>",
        '<p style="position:fixed" onclick="alert(1)">x</p>',
        "<iframe src=//a.example></iframe>",
        '<svg><a xlink:href="javascript:alert(1)">x</a></svg>',
    ],
)
def test_hostile_text_is_harmless_when_it_is_shown(hostile):
    shown = str(safe_rich_text(f"<p>Chữ</p>{hostile}"))
    assert "Chữ" in shown
    for sign in ("alert", "style", "iframe", "svg", "javascript"):
        assert sign not in shown
