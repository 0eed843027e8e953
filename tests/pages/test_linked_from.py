"""Before a page goes off the air its editor is told who links to it, of what he may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hoaban.news.models import RelatedArticle
from hoaban.pages.linked_from import links_to
from hoaban.pages.models import SideBlocks
from tests.builders import (
    a_portal,
    a_section,
    a_standard_page,
    an_article,
    an_editor,
    made_private,
    somebody_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """An article to which a text, a box, a related article, a home block, a private page and a side block lead."""
    home = a_portal()
    section, closed = a_section(home), a_section(home, "Kín")
    target = an_article(section, "Đích")
    link = f'<p>Xem <a linktype="page" id="{target.pk}">bài</a></p>'
    an_article(a_section(home, "Khác"), "Từ văn bản", body=[("text", link)])
    a_standard_page(home, "Từ hộp", body=[("box", {"title": "x", "text": link})])
    related = an_article(section, "Từ bài liên quan")
    related.related_articles.add(RelatedArticle(article=target))
    related.save()
    an_article(closed, "Từ trang kín", body=[("text", link)])
    made_private(closed)
    home.body = [("lead_story", {"article": target, "beside": 1})]
    home.save()
    SideBlocks.objects.create(
        site=home.get_site(), blocks=[("notices", {"title": "x", "section": section, "count": 3})]
    )
    return home, section, target


ALL = {"Từ văn bản", "Từ hộp", "Từ bài liên quan", "Trang chủ", "Từ trang kín"}


def test_everybody_is_told_of_what_he_may_see(scene):
    _home, section, target = scene
    links, number = links_to([target], an_editor())
    assert {link.title for link in links} == ALL
    assert number == 5
    assert all("/edit/" in link.url for link in links)
    writer = somebody_with("change", "publish", page=section)
    mine = {link.title: link.url for link in links_to([target], writer)[0]}
    assert set(mine) == ALL - {"Từ trang kín"}
    assert "/edit/" in mine["Từ bài liên quan"]
    assert mine["Từ văn bản"] == "/khac/tu-van-ban/", "to read, where it is not his to write"


def test_a_branch_counts_what_leads_into_it_and_not_what_goes_with_it(scene):
    home, section, target = scene
    editor = an_editor()
    titles = {link.title for link in links_to([section], editor)[0]}
    assert ALL - {"Từ bài liên quan"} < titles, "what stands in the branch goes with it"
    assert any(title not in ALL for title in titles), "the side block of the site"
    assert not {link.title for link in links_to([target, section, home], editor)[0]} & ALL
    assert links_to([], editor) == ([], 0)


def test_every_screen_that_takes_pages_off_the_air_tells_it(scene, client):
    _home, section, target = scene
    client.force_login(an_editor())
    bulk = [reverse("wagtail_bulk_action", args=["wagtailcore", "page", act]) for act in ("unpublish", "delete")]
    screens = [
        reverse("wagtailadmin_pages:unpublish", args=[target.pk]),
        reverse("wagtailadmin_pages:delete", args=[target.pk]),
        reverse("pages_withdraw", args=[target.pk]),
        *(f"{address}?id={target.pk}" for address in bulk),
    ]
    for screen in screens:
        shown = client.get(screen).content.decode()
        assert '/edit/">Từ văn bản</a>' in shown, screen
        assert "sẽ chỉ còn là chữ" in shown, screen
    quiet = an_article(section, "Không ai dẫn tới")
    assert (
        "sẽ chỉ còn là chữ" not in client.get(reverse("wagtailadmin_pages:unpublish", args=[quiet.pk])).content.decode()
    )
