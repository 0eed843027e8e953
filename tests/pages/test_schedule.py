"""What is due is published or taken off the air, each thing by itself, whatever fails beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from hoaban.news.models import Article
from hoaban.pages import each as each_module
from hoaban.pages.each import each
from hoaban.pages.schedule import Schedule, due, expired, others_with_drafts
from tests.builders import a_portal, a_section, a_standard_page, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def section():
    return a_section(a_portal())


def waiting(article, delay, title="Mới"):
    """A version of an article that is approved for a moment from now."""
    article.title = title
    revision = article.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() + delay)
    return revision


def expiring(page, delay):
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + delay)
    return page


PAST, FUTURE = timedelta(seconds=-1), timedelta(minutes=5)


def fresh(article):
    return Article.objects.get(pk=article.pk)


def test_nothing_is_due_in_a_portal_where_nothing_waits(section):
    an_article(section).save_revision()
    assert Schedule().keep() == 0
    assert list(due()) == list(expired()) == []


@pytest.mark.parametrize(("delay", "title"), [(PAST, "Mới"), (FUTURE, "Cũ")])
def test_a_version_goes_out_at_its_time_and_not_before(section, delay, title):
    article = an_article(section, "Cũ")
    waiting(article, delay)
    assert Schedule().keep() == (title == "Mới")
    assert fresh(article).title == title


@pytest.mark.parametrize(("delay", "live"), [(PAST, False), (FUTURE, True)])
def test_a_page_goes_off_the_air_at_its_time_and_not_before(section, delay, live):
    article = expiring(an_article(section), delay)
    assert Schedule().keep() == (not live)
    article = fresh(article)
    assert (article.live, article.on_air, article.expired) == (live, live, not live)


def test_what_is_done_is_done_once(section):
    waiting(an_article(section), PAST)
    expiring(an_article(section), PAST)
    schedule = Schedule()
    assert schedule.keep() == 2
    assert schedule.keep() == 0


def test_pages_of_every_type_follow_the_schedule(section):
    page = expiring(a_standard_page(section), PAST)
    expiring(section, PAST)
    assert Schedule().keep() == 2
    assert not Page.objects.get(pk=page.pk).live
    assert not Page.objects.get(pk=section.pk).live


def test_a_draft_that_expires_was_never_on_air_and_stays_a_draft(section):
    expiring(an_article(section, live=False), PAST)
    assert Schedule().keep() == 0


def test_the_history_says_that_the_schedule_did_it(section):
    article = an_article(section)
    waiting(article, PAST)
    other = expiring(an_article(section), PAST)
    Schedule().keep()
    for page, action in ((article, "wagtail.publish.scheduled"), (other, "wagtail.unpublish.scheduled")):
        entry = PageLogEntry.objects.get(page=page.pk, action=action)
        assert entry.user is None


def test_what_goes_off_the_air_goes_before_what_comes(section):
    """A page that was due to go and to come at once ends on air."""
    article = an_article(section, "Cũ")
    waiting(article, PAST)
    expiring(article, PAST)
    assert Schedule().keep() == 2
    assert fresh(article).live


def failing_for(monkeypatch, page, error):
    publish = Revision.publish

    def failing(self, *arguments, **named):
        if self.object_id == str(page.pk):
            raise error
        return publish(self, *arguments, **named)

    monkeypatch.setattr(Revision, "publish", failing)


def test_one_that_fails_waits_longer_each_time_and_keeps_no_other(section, monkeypatch, caplog):
    broken, sound = an_article(section), an_article(section)
    for article in (broken, sound):
        waiting(article, PAST)
    schedule, now = Schedule(), 1000.0
    schedule.back_off.clock = lambda: now
    with monkeypatch.context() as patch:
        failing_for(patch, broken, RuntimeError("planted"))
        assert schedule.keep() == 1
        assert "is due and fails" in caplog.text
        assert schedule.keep() == 0
        failures = caplog.text.count("is due and fails")
        now = 1_000_000.0
        assert schedule.keep() == 0
        assert caplog.text.count("is due and fails") == failures + 1
    now = 2_000_000.0
    assert schedule.keep() == 1
    assert fresh(broken).title == "Mới"


def test_a_database_that_is_away_is_not_the_fault_of_what_is_due(section, monkeypatch):
    article = an_article(section)
    waiting(article, PAST)
    failing_for(monkeypatch, article, OperationalError("gone away"))
    monkeypatch.setattr("hoaban.pages.schedule.raise_without_database", raises_database_errors)
    with pytest.raises(DatabaseError):
        Schedule().keep()


def raises_database_errors(error):
    if isinstance(error, DatabaseError):
        raise error


def test_pages_are_not_among_the_other_things_with_drafts():
    assert not [model for model in others_with_drafts() if issubclass(model, Page)]


# Lists in which one fails ---------------------------------------------------------------------------------------------


def reciprocal(page):
    return 1 / page.pk


@pytest.mark.parametrize(("numbers", "made"), [([], []), ([0], []), ([1, 0, 2, 0], [1, 2]), ([1, 2], [1, 2])])
def test_what_fails_is_left_out_and_the_others_keep_their_order(numbers, made, caplog):
    pages = [Page(pk=number, title=f"Trang {number}") for number in numbers]
    found = list(each(pages, reciprocal))
    assert [page.pk for page, _made in found] == made
    assert [result for _page, result in found] == [1 / number for number in made]
    assert caplog.text.count("is left out of a list") == numbers.count(0)


def test_a_list_is_made_one_by_one():
    """A thousand items stand never in memory all at once, and nothing is made that nobody takes."""
    taken = []
    pages = (taken.append(number) or Page(pk=number) for number in range(1, 9))
    assert next(each(pages, reciprocal))[1] == 1
    assert taken == [1]


def test_no_list_is_made_without_a_database(monkeypatch):
    def away(page):
        raise OperationalError("gone away")

    monkeypatch.setattr(each_module, "raise_without_database", raises_database_errors)
    with pytest.raises(DatabaseError):
        list(each([Page(pk=1)], away))
