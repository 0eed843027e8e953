"""Pages of any type are put in place, published and kept as drafts by one act each, whoever asks for it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Site

from hoaban.accounts.actions import add_administrator, add_editor
from hoaban.news.actions import publish_article
from hoaban.news.models import Article, Correction
from hoaban.pages import actions
from hoaban.pages.models import HomePage, Section, SiteIdentity, StandardPage, WebLinkGroup
from hoaban.pages.placement import wrongly_placed
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def section():
    """An empty section of a portal."""
    return a_section(a_portal())


def a_publisher_of(section):
    """Somebody who may write and publish in one section."""
    person = add_editor("nguoi-dang", of=section)
    group = person.groups.get()
    for name in ("add_page", "publish_page"):
        GroupPagePermission.objects.create(group=group, page=section, permission=Permission.objects.get(codename=name))
    return person


def test_a_new_page_is_put_in_place_published_and_logged(section, client):
    person = a_publisher_of(section)
    article = publish_article(Article(title="Bài mới", lead="Mở đầu."), section=section, user=person)
    assert (article.live, article.listed_in_id, article.on_air) == (True, section.pk, True)
    assert client.get("/tin-tuc/bai-moi/").status_code == 200
    assert article.latest_revision.user == person
    assert set(PageLogEntry.objects.filter(page=article.pk).values_list("action", flat=True)) >= {
        "wagtail.create",
        "wagtail.publish",
    }
    assert not wrongly_placed(Article).exists()


def test_what_stands_beside_a_new_page_is_published_with_it(section):
    article = Article(title="Bài")
    article.tags.add("đường", "cầu")
    article.corrections.add(Correction(note="Đúng là 42."))
    saved = Article.objects.get(pk=publish_article(article, section=section).pk)
    assert [tag.name for tag in saved.shown_tags] == ["đường", "cầu"]
    assert saved.corrections.get().note == "Đúng là 42."


def test_a_parent_that_others_wrote_under_meanwhile_is_no_hindrance(section):
    stale = Section.objects.get(pk=section.pk)
    for number in range(3):
        actions.publish_page(Article(title=f"Bài {number}"), parent=stale)
    assert Section.objects.get(pk=section.pk).numchild == 3
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_draft_is_seen_by_nobody_and_leaves_what_is_published(section, client):
    article = actions.save_draft(Article(title="Nháp"), parent=section)
    assert not article.live
    assert client.get("/tin-tuc/nhap/").status_code == 404
    published = publish_article(article)
    published.lead = "Chưa ai thấy."
    actions.save_draft(published)
    assert Article.objects.get(pk=article.pk).lead == ""
    assert Article.objects.get(pk=article.pk).has_unpublished_changes


@pytest.mark.parametrize("act", [actions.publish_page, actions.save_draft])
def test_who_has_no_right_there_writes_nothing(section, act):
    other = a_section(section.get_parent(), "Khác")
    person = a_publisher_of(section)
    before = Page.objects.count()
    with pytest.raises(PermissionDenied):
        act(Article(title="Lén"), parent=other, user=person)
    with pytest.raises(PermissionDenied):
        act(an_article(other, "Có sẵn"), user=person)
    assert Page.objects.count() == before + 1
    assert not PageLogEntry.objects.filter(user=person).exists()


def test_who_may_edit_but_not_publish_saves_drafts_only(section):
    editor = add_editor("nguoi-sua", of=section)
    article = an_article(section)
    actions.save_draft(article, user=editor)
    with pytest.raises(PermissionDenied):
        publish_article(article, user=editor)


@pytest.mark.parametrize("user", [None, "administrator"])
def test_a_page_goes_only_where_its_type_may_stand(section, user):
    person = an_editor() if user else None
    with pytest.raises((ValidationError, PermissionDenied)):
        actions.publish_page(Article(title="Sai chỗ"), parent=section.get_parent(), user=person)
    with pytest.raises((ValidationError, PermissionDenied)):
        actions.publish_page(HomePage(title="Sai chỗ"), parent=section, user=person)
    with pytest.raises((ValidationError, PermissionDenied)):
        actions.publish_page(Article(title="Không chỗ"), user=person)
    assert not Page.objects.filter(title__startswith="Sai").exists()


def test_a_page_with_something_missing_leaves_nothing_behind(section):
    with pytest.raises(ValidationError):
        publish_article(Article(title="Đăng lại", is_reprint=True), section=section)
    with pytest.raises(ValidationError):
        publish_article(Article(title=""), section=section)
    assert not Article.objects.exists()
    assert Section.objects.get(pk=section.pk).numchild == 0


@pytest.mark.parametrize("printed", ["Đời sống", "ĐỜI SỐNG", "doi song", "  Đời   sống "])
def test_a_section_is_found_again_however_it_is_written(section, printed):
    home = section.get_parent()
    first, made = actions.ensure_section(home, "Đời sống", show_in_menus=True)
    again, made_again = actions.ensure_section(home, printed)
    assert (made, made_again, again.pk) == (True, False, first.pk)
    assert first.show_in_menus


def test_a_section_of_the_same_name_elsewhere_is_another_one(section):
    below, made = actions.ensure_section(section, section.title)
    assert made
    assert below.get_parent().pk == section.pk


def test_a_section_beside_a_page_with_its_name_gets_an_address_of_its_own(section):
    home = section.get_parent()
    actions.publish_page(StandardPage(title="Giới thiệu", slug="gioi-thieu"), parent=home)
    made, _new = actions.ensure_section(home, "Giới thiệu")
    assert made.slug == "gioi-thieu-2"


def test_a_portal_is_opened_in_place_of_the_welcome_page():
    home = actions.open_home("vi", title="Trang chủ", slug="trang-chu")
    site = actions.open_site(home, hostname="tinh.example", port=8000, name="Tỉnh")
    english = actions.open_home("en", title="Home", slug="en", translation_of=home)
    assert Site.objects.get() == site
    assert site.root_page_id == home.pk
    assert not Page.objects.filter(slug="home").exists()
    assert english.translation_key == home.translation_key
    assert english.locale.language_code == "en"
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_addresses_of_a_site_name_its_port(section):
    actions.set_site_port(section.get_site(), 8080)
    assert Section.objects.get(pk=section.pk).full_url == "http://localhost:8080/tin-tuc/"


def test_an_identity_keeps_what_is_not_named_and_is_checked(section):
    site = section.get_site()
    actions.set_identity(site, {"fax": "0200 000 9999"})
    identity = SiteIdentity.objects.get()
    assert (identity.fax, identity.superior_body) == ("0200 000 9999", "Tỉnh Hoa Ban")
    with pytest.raises(ValidationError):
        actions.set_identity(site, {"accent": "#ffffff"})
    assert SiteIdentity.objects.get().accent == identity.accent


def test_settings_of_a_site_are_for_those_who_may_change_them(section):
    site, person = section.get_site(), a_publisher_of(section)
    with pytest.raises(PermissionDenied):
        actions.set_identity(site, {"name": "Cổng giả"}, user=person)
    with pytest.raises(PermissionDenied):
        actions.set_side_blocks(site, [], user=person)
    with pytest.raises(PermissionDenied):
        actions.add_link_group("Liên kết", [], user=person)
    assert SiteIdentity.objects.get().name != "Cổng giả"
    assert not WebLinkGroup.objects.exists()
    actions.set_identity(site, {"name": "Cổng mới"}, user=an_editor())
    assert SiteIdentity.objects.get().name == "Cổng mới"


def test_links_stay_in_the_order_in_which_they_were_given(section):
    links = [("Một", "https://mot.example"), ("Hai", "https://hai.example"), ("Ba", "https://ba.example")]
    group = actions.add_link_group("Liên kết", links)
    assert [(link.name, link.url) for link in WebLinkGroup.objects.get(pk=group.pk).links.all()] == links


def test_an_administrator_gets_a_password_that_opens(client):
    person, password = add_administrator("quan-tri")
    assert person.is_superuser
    assert person.check_password(password)
    assert len(password) >= 12
