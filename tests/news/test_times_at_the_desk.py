"""Nothing is public before the time that its editor gave it, and what has expired can be mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hoaban.news.models import Article
from hoaban.pages.schedule import Schedule
from tests.support.scene import Scene

pytestmark = pytest.mark.django_db
FORM = "%Y-%m-%d %H:%M"


@pytest.fixture
def scene(client):
    return Scene(client)


def typed(moment) -> str:
    """A time as it is typed."""
    return timezone.localtime(moment).strftime(FORM)


def test_a_time_posted_that_is_still_to_come_is_the_time_of_publishing(scene, client):
    scene.article.unpublish()
    tomorrow = timezone.now() + timedelta(days=1)
    scene.edit(Article.objects.get(pk=scene.article.pk), posted_at=typed(tomorrow))
    article = Article.objects.get(pk=scene.article.pk)
    assert not article.live
    assert typed(article.get_latest_revision_as_object().go_live_at) == typed(tomorrow)
    assert "Bài</a>" not in client.get("/tin-tuc/").content.decode()
    assert article.revisions.filter(approved_go_live_at__isnull=False).count() == 1


def test_a_page_on_air_keeps_its_old_words_till_then(scene):
    scene.article.save_revision().publish()
    scene.edit(scene.article, title="Tên mới", posted_at=typed(timezone.now() + timedelta(hours=3)))
    article = Article.objects.get(pk=scene.article.pk)
    assert (article.live, article.title) == (True, "Bài")


def test_an_own_time_of_publishing_stands(scene):
    later, latest = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=2)
    scene.edit(scene.article, "action-submit-nothing", posted_at=typed(later), go_live_at=typed(latest))
    draft = Article.objects.get(pk=scene.article.pk).get_latest_revision_as_object()
    assert typed(draft.go_live_at) == typed(latest)


def test_the_time_of_publishing_follows_when_the_time_posted_is_changed_back(scene):
    scene.edit(scene.article, "", posted_at=typed(timezone.now() + timedelta(days=1)))
    article = Article.objects.get(pk=scene.article.pk)
    draft = article.get_latest_revision_as_object()
    scene.edit(draft, posted_at=typed(timezone.now() - timedelta(hours=1)), go_live_at=typed(draft.go_live_at))
    article = Article.objects.get(pk=scene.article.pk)
    assert article.live
    assert not article.has_unpublished_changes
    assert article.go_live_at is None


def test_a_page_that_has_expired_can_be_saved_and_published_again(scene):
    scene.article.expire_at = timezone.now() - timedelta(days=1)
    scene.article.save()
    Schedule().keep()
    article = Article.objects.get(pk=scene.article.pk)
    assert article.expired
    scene.edit(article, title="Gia hạn", expire_at=typed(article.expire_at))
    article = Article.objects.get(pk=article.pk)
    assert (article.live, article.title, article.expire_at) == (True, "Gia hạn", None)


def test_a_new_time_of_expiry_in_the_past_is_still_refused(scene):
    with pytest.raises(AssertionError, match="expire_at"):
        scene.edit(scene.article, expire_at=typed(timezone.now() - timedelta(days=1)))


def test_an_old_time_of_publishing_does_not_publish_before_the_time_posted(scene):
    scene.article.save_revision().publish()
    old, tomorrow = timezone.now() - timedelta(days=3), timezone.now() + timedelta(days=1)
    scene.edit(scene.article, title="Tên mới", go_live_at=typed(old), posted_at=typed(tomorrow))
    article = Article.objects.get(pk=scene.article.pk)
    assert (article.live, article.title) == (True, "Bài")
    assert article.scheduled_revision is not None
