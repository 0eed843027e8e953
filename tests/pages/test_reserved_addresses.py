"""No page stands where the portal answers itself: whatever is routed, a new room's addresses too."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from hoaban.pages.models import Section
from hoaban.pages.reserved import is_reserved, reserved_at_the_top
from hoaban.site.readiness import problems_of_addresses
from tests.builders import a_portal, a_section, in_english
from tests.support.scene import section_form

pytestmark = pytest.mark.django_db
TAKEN = ["tim-kiem", "so-do", "quan-tri", "api", "en", "the", "tep", "media", "qr", "giay-phep"]


@pytest.fixture
def home():
    return a_portal()


@pytest.mark.parametrize("slug", TAKEN)
def test_what_is_routed_is_reserved_at_the_top_alone(home, slug):
    section = a_section(home)
    assert is_reserved(slug, home)
    assert not is_reserved(slug, section)
    with pytest.raises(ValidationError) as refused:
        home.add_child(instance=Section(title="Mục", slug=slug))
    assert "slug" in refused.value.message_dict


@pytest.mark.parametrize(
    ("title", "slug"), [("Tìm kiếm", "muc-tim-kiem"), ("Sơ đồ", "muc-so-do"), ("En", "muc-en"), ("EN 2", "muc-en-2")]
)
def test_a_title_that_would_lead_there_gets_another_address(home, client, title, slug):
    section = a_section(home, title)
    assert section.slug == slug
    assert client.get(f"/{slug}/").status_code == 200


def test_a_section_called_archive_leaves_the_archive_of_its_parent(home, client):
    news = a_section(home)
    archive = a_section(news, "Lưu trữ")
    assert archive.slug == "muc-luu-tru"
    assert "Lưu trữ" in client.get(archive.url).content.decode()
    assert client.get("/tin-tuc/luu-tru/").context["page"].pk == news.pk
    assert not is_reserved("luu-tru", home)


def test_the_desk_says_why_and_moves_nothing_there(home, admin_client):
    news, other = a_section(home), a_section(home, "Xã hội")
    deep = a_section(other, "The", slug="the")
    draft = Section(title="X", slug="tim-kiem")
    answer = admin_client.post(
        reverse("wagtailadmin_pages:add", args=["pages", "section", home.pk]), section_form(draft, "action-publish")
    )
    assert "Ở đây cổng tự trả lời tại “tim-kiem”" in answer.content.decode()
    admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[deep.pk, home.pk]))
    assert Page.objects.get(pk=deep.pk).get_parent().pk == other.pk
    for alias in ({}, {"alias": "on"}):
        copied = admin_client.post(
            reverse("wagtailadmin_pages:copy", args=[news.pk]),
            {"new_title": "Lưu trữ", "new_slug": "luu-tru", "new_parent_page": other.pk, **alias},
        )
        assert "Ở đây cổng tự trả lời tại “luu-tru”" in copied.content.decode()
        assert not Page.objects.filter(slug="luu-tru").exists()


def test_it_is_derived_from_what_is_routed():
    assert {"tim-kiem", "giay-phep"} <= reserved_at_the_top()
    assert "" not in reserved_at_the_top()


def test_below_another_language_only_its_own_addresses_are_reserved(home):
    english = in_english(home)
    assert is_reserved("tim-kiem", english)
    assert is_reserved("giay-phep", english)
    for slug in ("media", "api", "quan-tri", "en", "en-us"):
        assert not is_reserved(slug, english), slug
    assert a_section(english, "Media").slug == "media"


def test_a_page_that_was_there_first_is_not_locked_and_the_doctor_names_it(home):
    section = a_section(home, "Cũ")
    assert list(problems_of_addresses()) == []
    Page.objects.filter(pk=section.pk).update(slug="tim-kiem", url_path="/trang-chu/tim-kiem/")
    section = Section.objects.get(pk=section.pk)
    section.summary = "Vẫn sửa được."
    section.save_revision().publish()
    assert Section.objects.get(pk=section.pk).summary == "Vẫn sửa được."
    (said,) = problems_of_addresses()
    assert f"number {section.pk}" in said
    with pytest.raises(ValidationError):
        home.add_child(instance=Section(title="Khác", slug="so-do"))
