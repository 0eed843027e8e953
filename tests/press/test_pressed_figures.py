"""Counting presses no page; a page that is pressed for another reason takes the new figures along."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from hoaban.counting.actions import set_opening_balance
from hoaban.counting.figures import last_whole_day, next_whole_day
from hoaban.counting.models import OpeningVisits, PageReads, Period, SiteDay
from hoaban.pages.models import StatisticsPage
from tests.builders import a_portal, a_section, an_article
from tests.support.press import a_press, differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def article():
    return an_article(a_section(a_portal()), "Bài")


@pytest.fixture
def press(tmp_path, article):
    with a_press(tmp_path) as press:
        press.catch_up()
        yield press


def count(article, reads):
    site = Site.objects.get()
    own = {"page_number": article.pk, "period": Period.EVER, "start": date(2000, 1, 1), "site": site}
    PageReads.objects.update_or_create(**own, defaults={"reads": reads})
    SiteDay.objects.update_or_create(site=site, day=date(2024, 1, 18), defaults={"reads": reads, "visits": reads})


def page_of(press, article):
    return press.directory.read("localhost", article.url).decode()


def test_counting_presses_nothing_and_differs_from_nothing(press, article):
    assert '<li data-counted hidden>Lượt đọc: <data data-figure="reads" value=""></data></li>' in page_of(
        press, article
    )
    count(article, 1234)
    batch = press.catch_up()
    assert (batch.rendered, batch.written) == (0, [])
    press.log.enqueue_everything()
    assert press.catch_up().written == []
    assert "1.234" not in page_of(press, article)
    assert differences(press) == []


def test_a_page_that_changes_takes_the_new_figures_along(press, article):
    count(article, 1234)
    article.lead = "Đã sửa."
    article.save_revision().publish()
    press.catch_up()
    assert '<li data-counted>Lượt đọc: <data data-figure="reads" value="1234">1.234</data></li>' in page_of(
        press, article
    )
    count(article, 1235)
    assert differences(press) == []


def test_an_opening_balance_is_content_that_pages_follow(press, article):
    count(article, 34)
    set_opening_balance(site_id=Site.objects.get().pk, page_id=article.pk, count=1200, as_of=None)
    batch = press.catch_up()
    assert article.url in batch.written
    assert 'data-opening="1200" value="1234">1.234</data>' in page_of(press, article)
    assert differences(press) == []


def test_first_counts_of_days_that_are_over_differ_from_nothing(press, article):
    Page.objects.get(slug="trang-chu").add_child(instance=StatisticsPage(title="Thống kê", slug="thong-ke"))
    press.catch_up()
    for day in (last_whole_day(), last_whole_day() - timedelta(days=40)):
        SiteDay.objects.create(site=Site.objects.get(), day=day, visits=7, visitors=3, reads=1_234_567)
    assert press.catch_up().rendered == 0
    assert differences(press) == []
    press.log.enqueue_everything()
    assert press.catch_up().written == []


def test_words_between_numbers_of_the_page_of_statistics_are_compared(press, article):
    Page.objects.get(slug="trang-chu").add_child(instance=StatisticsPage(title="Thống kê", slug="thong-ke"))
    press.catch_up()
    site = Site.objects.get()
    for balance in (7, 8):
        set_opening_balance(site_id=site.pk, page_id=article.pk, count=balance, as_of=date(2024, 1, 18))
        OpeningVisits.objects.update_or_create(site=site, defaults={"count": balance, "as_of": date(2024, 1, 18)})
        assert "/thong-ke/" in press.catch_up().written
        assert f"có {balance} lượt" in press.directory.read("localhost", "/thong-ke/").decode()
        assert differences(press) == []
    place = press.directory.root / "localhost/thong-ke/index.html"
    place.write_bytes(place.read_bytes().replace("do cổng cũ đếm".encode(), "do ai đó đếm".encode()))
    assert [difference.address for difference in differences(press)] == ["/thong-ke/"]


def test_the_page_of_statistics_is_pressed_again_once_the_day_is_over(press, article, monkeypatch):
    Page.objects.get(slug="trang-chu").add_child(instance=StatisticsPage(title="Thống kê", slug="thong-ke"))
    press.catch_up()
    SiteDay.objects.create(site=Site.objects.get(), day=timezone.localdate(), visits=7)
    assert press.catch_up().rendered == 0
    end = next_whole_day(last_whole_day())
    press.state.queue.add_expired((end - timedelta(seconds=1)).timestamp())
    assert press.state.queue.count() == 0
    monkeypatch.setattr(timezone, "now", lambda: end)
    press.state.queue.add_expired(end.timestamp())
    assert press.catch_up().written == ["/thong-ke/"]
    assert ": 7</title>" in press.directory.read("localhost", "/thong-ke/").decode()
    assert differences(press) == []


def test_what_differs_beside_a_figure_is_still_found(press, article):
    place = press.directory.root / "localhost" / article.url.strip("/") / "index.html"
    place.write_bytes(place.read_bytes().replace("Lượt đọc".encode(), "Lượt xem".encode()))
    assert [difference.address for difference in differences(press)] == [article.url]
