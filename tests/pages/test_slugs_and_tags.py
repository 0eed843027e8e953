"""Addresses that are made from titles and names: free, without diacritics, and such as the portal routes."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from taggit.models import Tag
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from hoaban.kit.vietnamese import clean_line
from hoaban.pages.forms import PublicNoteForm
from hoaban.pages.models import Section, SiteIdentity, StandardPage, WebLink, WebLinkGroup
from tests.builders import a_portal, a_section, a_standard_page, an_article, an_editor

pytestmark = pytest.mark.django_db
ROUTED = re.compile(r"[-a-zA-Z0-9_]+")
in_database = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


@pytest.fixture
def home():
    return a_portal()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đường Sá", "duong-sa"),
        ("  Nghị quyết số 42/NQ-HĐND  ", "nghi-quyet-so-42-nq-hdnd"),
        ("Tết\u200b Nguyên đán", "tet-nguyen-dan"),
        ("市場", "standardpage"),
        ("!!!", "standardpage"),
        ("x" * 300, "x" * 200),
    ],
)
def test_an_address_is_made_of_the_title(home, title, slug):
    assert a_standard_page(home, title[:255]).slug == slug


def test_a_typed_address_stays(home):
    assert a_standard_page(home, "Tên", slug="dia-chi").slug == "dia-chi"


def test_equal_titles_count_on_over_gaps_and_only_among_siblings(home):
    section = a_section(home)
    pages = [a_standard_page(home, "Trùng") for _number in range(3)]
    assert [page.slug for page in pages] == ["trung", "trung-2", "trung-3"]
    assert a_standard_page(section, "Trùng").slug == "trung"
    pages[1].delete()
    assert a_standard_page(home, "Trùng").slug == "trung-2"
    a_standard_page(home, "Trùng tên")
    assert a_standard_page(home, "Trùng tên").slug == "trung-ten-2"


def test_a_page_keeps_its_address_when_it_is_saved_again_under_another_title(home):
    page = a_standard_page(home, "Tên cũ")
    page.title = "Tên mới"
    page.save()
    assert StandardPage.objects.get(pk=page.pk).slug == "ten-cu"


def test_titles_are_cleaned_before_they_are_kept(home):
    assert a_standard_page(home, " Một\u200b \n hai\u202e ").title == "Một hai"


@in_database
@given(titles=st.lists(names.filter(clean_line), min_size=1, max_size=4))
def test_every_title_gets_an_address_that_is_routed_and_its_own(home, titles):
    made = [a_standard_page(home, title) for title in titles]
    slugs = [page.slug for page in made]
    assert len(set(slugs)) == len(slugs)
    for slug in slugs:
        assert ROUTED.fullmatch(slug)
    for page in made:
        page.delete()


@in_database
@given(words=st.lists(names, min_size=1, max_size=4, unique=True))
def test_every_tag_gets_an_address_that_is_routed_and_its_own(words):
    made = [Tag.objects.create(name=name) for name in words]
    slugs = [tag.slug for tag in made]
    assert len(set(slugs)) == len(slugs)
    for slug in slugs:
        assert ROUTED.fullmatch(slug)
        assert reverse("tagged", args=[slug])
        assert reverse("part", args=[1, f"tag-{slug}"])
    Tag.objects.filter(pk__in=[tag.pk for tag in made]).delete()


@pytest.mark.parametrize(
    ("slug", "folded"), [("Chợ-Phiên", "cho-phien"), ("cho phien", "cho-phien"), ("---", "le-hoi")]
)
def test_a_tags_typed_address_is_folded_too(slug, folded):
    assert Tag.objects.create(name="Lễ hội", slug=slug).slug == folded


# At the desk ----------------------------------------------------------------------------------------------------------


def page_form(**said):
    empty = {"body": streamfield([]), "comments": inline_formset([])}
    return nested_form_data({"title": "Giới thiệu", "slug": "", "lead": "", "role": "", **empty, **said})


def made_at_the_desk(client, parent, **said):
    client.force_login(an_editor())
    return client.post(f"/quan-tri/pages/add/pages/standardpage/{parent.pk}/", page_form(**said))


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ({}, "gioi-thieu-2"),
        ({"slug": "khac"}, "khac"),
        ({"slug": "Có dấu / hai chữ"}, "co-dau-hai-chu"),
        ({"title": "市場"}, "trang"),
        ({"title": "Đền Đô"}, "den-do"),
    ],
)
def test_the_editor_may_leave_the_address_to_the_title(client, home, said, slug):
    a_standard_page(home)
    assert made_at_the_desk(client, home, **said).status_code == 302
    assert StandardPage.objects.latest("pk").slug == slug


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"slug": "gioi-thieu"}, "slug"),
        ({"slug": "Sơ đồ"}, "slug"),
        ({"title": ""}, "title"),
        ({"role": "khong-co"}, "role"),
        ({"lead": "x" * 2001}, "lead"),
    ],
)
def test_the_editor_is_told_what_is_wrong(client, home, said, wrong):
    a_standard_page(home)
    answer = made_at_the_desk(client, home, **said)
    assert answer.status_code == 200
    assert wrong in answer.context["form"].errors
    assert StandardPage.objects.count() == 1


def test_a_page_that_is_edited_without_an_address_gets_one_of_its_title(client, home):
    page = a_standard_page(home, "Tên cũ")
    client.force_login(an_editor())
    answer = client.post(f"/quan-tri/pages/{page.pk}/edit/", page_form(title="Tên mới"))
    assert answer.status_code == 302
    assert Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().slug == "ten-moi"


@pytest.mark.parametrize(
    ("note", "kept"), [("Đúng là 42.", "Đúng là 42."), (" a\u200b \r\n b ", "a \n b"), ("", None), ("x" * 2001, None)]
)
def test_a_public_note_is_clean_and_short(note, kept):
    form = PublicNoteForm({"note": note})
    assert form.is_valid() is (kept is not None)
    if kept:
        assert form.cleaned_data["note"].split() == kept.split()


# Identity and links ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accent", ["#8a1c2b", "#003366", "#000000"])
def test_a_colour_that_can_be_read_is_taken(home, accent):
    identity = SiteIdentity.objects.get()
    identity.accent = accent
    identity.full_clean()


@pytest.mark.parametrize("accent", ["#ffffff", "#ffe680", "#8a1c2", "8a1c2b0", "red", "", "#ggg000"])
def test_a_colour_that_cannot_be_read_or_is_none_is_refused(home, accent):
    identity = SiteIdentity.objects.get()
    identity.accent = accent
    with pytest.raises(ValidationError) as refused:
        identity.full_clean()
    assert set(refused.value.message_dict) == {"accent"}


@pytest.mark.parametrize("name", ["name", "responsible_person", "address", "telephone", "email"])
def test_an_identity_tells_what_the_law_asks(home, name):
    identity = SiteIdentity.objects.get()
    setattr(identity, name, "")
    with pytest.raises(ValidationError) as refused:
        identity.full_clean()
    assert set(refused.value.message_dict) == {name}


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://so.hoaban.example/", True),
        ("http://so.hoaban.example/a?b=c", True),
        ("javascript:alert(1)", False),
        ("so.hoaban.example", False),
        ("https://" + "a" * 1000 + ".example/", False),
    ],
)
def test_a_web_link_leads_to_an_address_of_the_web(url, taken):
    group = WebLinkGroup.objects.create(title="Sở, ban, ngành")
    link = WebLink(group=group, name="Sở", url=url)
    if taken:
        link.full_clean()
    else:
        with pytest.raises(ValidationError):
            link.full_clean()
    assert (str(link), str(group)) == ("Sở", "Sở, ban, ngành")


def test_what_may_stand_where(home):
    section, page = a_section(home), a_standard_page(home)
    article = an_article(section)
    below = {
        type(one): {model.__name__ for model in one.allowed_subpage_models()} for one in (home, section, page, article)
    }
    assert {"Section", "StandardPage", "StatisticsPage"} <= below[type(home)]
    assert "Article" not in below[type(home)]
    assert {"Section", "StandardPage", "Article", "Event", "Gallery", "VideoPage"} <= below[Section]
    assert below[StandardPage] == {"StandardPage"}
    assert below[type(article)] == set()
