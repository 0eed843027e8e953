"""What a form newly refers to: found however it is named, and refused where no chooser would have offered it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, Photo
from hoaban.news.models import RelatedArticle
from hoaban.pages import references
from hoaban.pages.desk_titles import Looker, looked_at_by
from hoaban.pages.models import Section, WebLinkGroup
from hoaban.pages.references import base_of, check_references, may_be_named, references_of, refusal, refused, remember
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor, somebody_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def writer(section):
    return somebody_with("change", page=section)


def a_file():
    return store_file(b"%PDF-1.4\n%%EOF", name="a.pdf", title="Mẫu")


def test_a_page_of_any_kind_is_a_page():
    assert base_of(Section) is base_of(RelatedArticle._meta.get_field("article").related_model) is Page
    assert base_of(Photo) is Photo


def test_everything_that_a_page_names_is_found(section):
    photo, cover, attached = a_photo("Một"), a_photo("Bìa"), a_file()
    other = an_article(section, "Khác")
    block = {"image": photo, "caption": "", "credit": "", "alt": "x", "file_name": ""}
    links = f'<p><a linktype="page" id="{section.pk}">x</a><a linktype="document" id="{attached.pk}">y</a></p>'
    article = an_article(section, body=[("text", links), ("photo", block), ("files", [attached])], cover=cover)
    article.related_articles = [RelatedArticle(article=other)]
    found = references_of(article)
    assert {
        (Page, str(section.pk)),
        (Page, str(other.pk)),
        (Photo, str(photo.pk)),
        (Photo, str(cover.pk)),
        (AttachedFile, str(attached.pk)),
    } <= found


def test_a_page_that_names_nothing_refers_to_nothing_that_is_chosen(section, writer):
    assert refused(writer, references_of(an_article(section))) == []


def test_what_may_not_be_chosen_is_refused_in_the_order_of_its_kinds(section, writer):
    photo, attached = a_photo(), a_file()
    named = [(Photo, str(photo.pk)), (Page, str(section.pk)), (AttachedFile, str(attached.pk)), (Photo, str(photo.pk))]
    assert refused(writer, named) == [(Photo, str(photo.pk)), (AttachedFile, str(attached.pk))]
    assert refused(an_editor(), named) == []
    assert refused(writer, []) == []


@pytest.mark.parametrize("number", ["", "abc", "999999", str(2**63), "9" * 400, "²", "-1"])
def test_what_is_no_key_is_refused_to_everybody(section, number):
    assert refused(an_editor(), [(Page, number)]) == [(Page, number)]


def test_a_kind_that_is_not_chosen_is_not_refused(section, writer):
    assert refused(writer, [(type(writer), "1")]) == []


def test_a_refusal_names_the_field_and_the_first_things_and_no_title():
    many = [(Page, str(number)) for number in range(references.MOST_NAMED + 1)]
    (text,) = refusal("Thân bài", many).messages
    assert "Thân bài" in text
    assert text.count(" 0") <= 1
    assert "…" in text
    assert str(references.MOST_NAMED - 1) in text
    (text,) = refusal("Thân bài", many[:1]).messages
    assert "…" not in text
    (text,) = refusal("x", [(Page, "9" * 400)]).messages
    assert len(text) < 300


def test_what_stood_there_may_stay_and_what_is_new_may_not(section, writer):
    photo, other = a_photo(), a_photo()
    article = an_article(section, cover=photo)
    before = references_of(article)
    check_references(writer, article, before)
    article.cover = other
    with pytest.raises(ValidationError):
        check_references(writer, article, before)
    check_references(an_editor(), article, before)


def request_of(rf, user):
    request = rf.get("/")
    request.user = user
    return request


def test_a_chooser_names_what_stood_there_or_may_be_chosen(rf, section, writer):
    photo, other = a_photo(), a_photo()
    assert may_be_named(photo), "a command names everything"
    with looked_at_by(Looker(request_of(rf, writer))):
        assert may_be_named(photo), "a form that is opened names what stands in it"
        remember({(Photo, str(photo.pk))})
        assert may_be_named(photo)
        assert not may_be_named(other)
        assert may_be_named(section)
        remember({(Photo, str(other.pk))})
        assert may_be_named(photo)
        assert may_be_named(other)


def test_groups_of_links_are_for_writers(section, writer):
    group = WebLinkGroup.objects.create(title="Sở")
    assert refused(writer, [(WebLinkGroup, str(group.pk))]) == []
    reader = an_editor("khach", superuser=False)
    assert refused(reader, [(WebLinkGroup, str(group.pk))]) == [(WebLinkGroup, str(group.pk))]


def test_the_guard_stands_once_however_often_it_is_put_up():
    from wagtail.admin.forms.models import WagtailAdminModelForm  # noqa: PLC0415  beside what is compared

    before = WagtailAdminModelForm.full_clean
    references.guard_saving()
    assert WagtailAdminModelForm.full_clean is before
