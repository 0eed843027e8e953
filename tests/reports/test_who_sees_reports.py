"""Who sees which figures on the desk: sums of sites, of pages and of sections."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from hoaban.reports.wagtail_hooks import reads_item
from tests.builders import a_section, an_article, an_editor, somebody_with
from tests.reports.asking import FEBRUARY, OF_PAGES, OF_SITE, an_editor_of, shown, table
from tests.support.figures import count_group, count_page

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.usefixtures("in_spring")]


def test_who_edits_one_section_sees_its_figures_and_no_others(client, site, section):
    other = a_section(site.root_page, "Khác")
    mine, foreign = an_article(section, "Của tôi"), an_article(other, "Của người khác")
    for page in (mine, foreign):
        count_page(site, page.pk, {date(2026, 2, 1): 10})
    for one in (section, other):
        count_group(site, "section", str(one.pk), {date(2026, 2, 1): 10})
    client.force_login(an_editor_of(section))
    assert [row[1] for row in table(client, "pages", FEBRUARY)[1:]] == ["Của tôi"]
    assert [row[0] for row in table(client, "sections", FEBRUARY)[1:]] == ["Tin tức"]
    assert shown(client, "page", FEBRUARY, mine.pk)
    tabs = [tab.name for tab, _address in shown(client, "pages").context["tabs"]]
    assert tabs == ["pages", "sections"]
    for name in OF_SITE:
        assert client.get(reverse(f"reports_{name}")).status_code != 200
    refused = client.get(reverse("reports_page", args=[foreign.pk]), follow=True)
    assert "Của người khác" not in refused.content.decode()


def test_who_only_publishes_in_a_section_answers_for_it_and_sees_its_figures(client, site, section):
    mine = an_article(section, "Của tôi")
    foreign = an_article(a_section(site.root_page, "Khác"), "Của người khác")
    for page in (mine, foreign):
        count_page(site, page.pk, {date(2026, 2, 1): 10})
    client.force_login(somebody_with("publish", page=section))
    assert [row[1] for row in table(client, "pages", FEBRUARY)[1:]] == ["Của tôi"]
    assert shown(client, "page", FEBRUARY, mine.pk)
    assert client.get(reverse("reports_page", args=[foreign.pk])).status_code == 302
    assert reverse("reports_pages") in client.get("/quan-tri/").text


@pytest.fixture
def shelves(site, section):
    """A section of one's own, a public one, one that was taken off and a locked one, each with an article and reads."""
    others = [a_section(site.root_page, title) for title in ("Công khai", "Đã gỡ", "Đã khóa")]
    PageViewRestriction.objects.create(page=others[2], restriction_type=PageViewRestriction.LOGIN)
    articles = {}
    for reads, shelf in enumerate([section, *others], 11):
        articles[shelf.title] = an_article(shelf, f"Bài của {shelf.title}")
        count_page(site, articles[shelf.title].pk, {date(2026, 2, 1): reads})
        count_group(site, "section", str(shelf.pk), {date(2026, 2, 1): reads})
    for page in (others[1], articles["Đã gỡ"]):
        page.live = False
        page.save()
    count_page(site, 99_999, {date(2026, 2, 1): 1})
    return articles


def test_the_permission_alone_opens_the_sums_of_sites_and_all_that_is_public(client, site, shelves):
    client.force_login(an_editor_of(shelves["Tin tức"], sees_sites=True))
    pages = ["Bài của Công khai", "Bài của Tin tức"]
    for query in (FEBRUARY, "?period=span&since=2026-01-20&until=2026-02-05"):
        assert [row[1] for row in table(client, "pages", query)[1:]] == [*pages, "trang 99999, đã xóa"]
    assert [row[1] for row in table(client, "month", FEBRUARY, which="month-pages")[1:]] == [*pages, "#99999"]
    for rows in (table(client, "sections", FEBRUARY), table(client, "month", FEBRUARY, which="month-section")):
        assert [row[0] for row in rows[1:]] == ["Công khai", "Tin tức"]
    for name in (*OF_SITE, *OF_PAGES):
        shown_page = shown(client, name, FEBRUARY).content.decode()
        assert "Đã gỡ" not in shown_page
        assert "Đã khóa" not in shown_page


def test_a_page_of_others_is_called_as_the_public_knows_it_and_leads_nowhere(client, site, shelves):
    for title in ("Công khai", "Tin tức"):
        Page.objects.filter(pk=shelves[title].pk).update(draft_title=f"Nháp của {title}")
    client.force_login(an_editor_of(shelves["Tin tức"], sees_sites=True))
    assert [row[1] for row in table(client, "pages", FEBRUARY)[1:3]] == ["Bài của Công khai", "Nháp của Tin tức"]
    assert [row[1] for row in table(client, "month", FEBRUARY, which="month-pages")[1:3]] == [
        "Bài của Công khai",
        "Nháp của Tin tức",
    ]
    page = shown(client, "pages", FEBRUARY).content.decode()
    assert reverse("reports_page", args=[shelves["Tin tức"].pk]) in page
    assert reverse("reports_page", args=[shelves["Công khai"].pk]) not in page
    sections = shown(client, "sections", FEBRUARY).content.decode()
    assert reverse("reports_page", args=[shelves["Công khai"].get_parent().pk]) not in sections


def test_a_list_says_whose_pages_it_holds(client, site, shelves):
    client.force_login(an_editor_of(shelves["Tin tức"].get_parent()))
    assert "Chỉ gồm những trang bạn được sửa" in shown(client, "pages", FEBRUARY).content.decode()
    assert "Chỉ gồm những chuyên mục bạn được sửa" in shown(client, "sections", FEBRUARY).content.decode()
    Group.objects.get(name="to").permissions.add(Permission.objects.get(codename="view_siteday"))
    assert "gồm trang công khai" in shown(client, "pages", FEBRUARY).content.decode()
    assert "Gồm những chuyên mục công khai" in shown(client, "sections", FEBRUARY).content.decode()


def test_editors_and_moderators_have_the_permission_and_administrators_can_give_it(chief):
    for name in ("Editors", "Moderators"):
        assert Group.objects.get(name=name).permissions.filter(codename="view_siteday").exists()
    group = Group.objects.get(name="Editors")
    permission = Permission.objects.get(codename="view_siteday")
    assert (
        f'value="{permission.pk}"' in chief.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content.decode()
    )


def test_a_visitor_of_the_desk_without_pages_has_no_reports(client, site):
    user = an_editor("khach", superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("reports_pages") not in home
    assert client.get(reverse("reports_pages")).status_code != 200


def test_the_menu_and_the_pages_lead_to_the_reports(chief, section):
    article = an_article(section)
    article.save_revision().publish()
    address = reverse("reports_page", args=[article.pk])
    assert reverse("reports_overview") in chief.get(reverse("wagtailadmin_home")).content.decode()
    assert address in chief.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert address in chief.get(reverse("wagtailadmin_explore", args=[section.pk])).content.decode()
    draft = an_article(section, live=False)
    edit = chief.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert reverse("reports_page", args=[draft.pk]) not in edit


def test_nobody_is_led_where_another_was_led(section, rf):
    """Wagtail keeps one item of the menu for all threads: whoever looks meanwhile changes nothing."""
    item = reads_item()
    chief, editor = an_editor(), an_editor_of(section)
    request = rf.get("/")

    def led(user):
        request.user = user
        return item.render_component(request).url

    before = vars(item).copy()
    assert led(editor) == reverse("reports_pages")
    assert led(chief) == reverse("reports_overview")
    assert vars(item) == before
