"""Nothing public changes without an entry in the log, whichever way the change takes."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site

from hoaban.content.models import Article, SideBlocks, SiteIdentity, WebLinkGroup
from hoaban.media.actions import store_file
from hoaban.publication import actions, queries, triggers
from hoaban.publication.actions import prune
from hoaban.publication.models import Entry
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
PAGE = "wagtailcore_page"


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def article(home):
    return an_article(a_section(home), "Bài")


@pytest.fixture
def desk(client):
    client.force_login(an_editor())
    return client


def newest_position():
    """Behind every entry that is there now, this transaction's own among them."""
    return queries.position_of(Entry.objects.order_by("transaction", "pk").last())


class Watched:
    """What the log gained inside the block."""

    def __enter__(self):
        self.begin = newest_position().entry
        return self

    def __exit__(self, *_):
        entries = Entry.objects.filter(pk__gt=self.begin).order_by("pk")
        self.entries = [entry for entry in entries if entry.table != "wagtailcore_revision"]

    def of(self, table, key=None):
        return [entry for entry in self.entries if entry.table == table and key in (None, int(entry.key))]

    def changed(self, table, key):
        return {column for entry in self.of(table, key) for column in entry.changed_columns}


def test_a_draft_leaves_only_its_revision(article):
    with Watched() as log:
        article.title = "Chưa ai đọc"
        article.save_revision()
    assert log.entries == []
    assert Entry.objects.filter(table="wagtailcore_revision", operation="I").exists()


def test_publishing(article):
    with Watched() as log:
        article.title, article.lead = "Tiêu đề mới", "Mở đầu mới"
        article.save_revision().publish()
    assert "title" in log.changed(PAGE, article.pk)
    assert "lead" in log.changed("content_article", article.pk)


def test_an_entry_tells_the_place_before_and_after(article, home):
    other = a_section(home, "Xã hội")
    with Watched() as log:
        article.move(other, pos="last-child")
    (moved,) = [entry for entry in log.of("content_article", article.pk) if "listed_in_id" in entry.changed_columns]
    assert (moved.old["listed_in_id"], moved.new["listed_in_id"]) == (article.listed_in_id, other.pk)
    assert {"path", "url_path"} <= log.changed(PAGE, article.pk)


def unpublish(article):
    article.unpublish()
    return "live"


def rename(article):
    article.slug = "ten-khac"
    article.save_revision().publish()
    return "url_path"


def rename_the_section(article):
    section = article.get_parent().specific
    section.slug = "chuyen-muc-khac"
    section.save_revision().publish()
    return "url_path"


def expire(article):
    Page.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    return "live"


def raw_sql(article):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'Từ dòng lệnh' WHERE id = %s", [article.pk])
    return "title"


def bulk_update(article):
    Page.objects.filter(pk=article.pk).update(title="Một loạt")
    return "title"


@pytest.mark.parametrize(
    "act", [unpublish, rename, rename_the_section, expire, raw_sql, bulk_update], ids=lambda act: act.__name__
)
def test_what_changes_a_page(article, act):
    with Watched() as log:
        column = act(article)
    assert column in log.changed(PAGE, article.pk)


def test_deleting_copying_and_aliases(article, home):
    section = article.get_parent()
    with Watched() as log:
        copy = article.copy(update_attrs={"slug": "ban-sao"}, keep_live=True)
        alias = article.create_alias(parent=section, update_slug="bi-danh")
    assert {int(entry.key) for entry in log.of(PAGE) if entry.operation == "I"} == {copy.pk, alias.pk}
    key = article.pk
    with Watched() as log:
        article.delete()
    assert [entry.operation for entry in log.of("content_article", key)] == ["D"]


def test_a_schedule_that_comes_due(article):
    article.unpublish()
    article.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    with Watched() as log:
        call_command("publish_scheduled", verbosity=0)
    assert "live" in log.changed(PAGE, article.pk)


def test_a_translation(home):
    english = Locale.objects.create(language_code="en")
    with Watched() as log:
        copy = home.copy_for_translation(english)
    assert [entry.operation for entry in log.of(PAGE, copy.pk)][:1] == ["I"]


def test_order_of_sections(home):
    first, second = a_section(home, "Một"), a_section(home, "Hai")
    with Watched() as log:
        second.move(first, pos="left")
    assert "path" in log.changed(PAGE, first.pk) | log.changed(PAGE, second.pk)


def test_privacy_settings_furniture_and_media(article, home):
    site = Site.objects.get()
    with Watched() as log:
        PageViewRestriction.objects.create(page=article, restriction_type="login")
        SiteIdentity.objects.filter(site=site).update(name="Tên khác")
        SideBlocks.objects.create(site=site)
        WebLinkGroup.objects.create(title="Liên kết")
        Redirect.objects.create(old_path="/cu", redirect_page=article)
        Site.objects.update(hostname="khac.example")
        photo = a_photo()
        photo.get_rendition("width-60")
        attached = store_file(b"%PDF-1.4\n%%EOF", name="a.pdf", title="A")
        Collection.get_first_root_node().add_child(name="Ảnh")
        attached.delete()
    for table in (
        "wagtailcore_pageviewrestriction",
        "content_siteidentity",
        "content_sideblocks",
        "content_weblinkgroup",
        "wagtailredirects_redirect",
        "wagtailcore_site",
        "media_photo",
        "media_photorendition",
        "media_attachedfile",
        "wagtailcore_collection",
    ):
        assert log.of(table), table
    assert [entry.operation for entry in log.of("media_attachedfile")] == ["I", "D"]


def test_the_desk(article, desk):
    with Watched() as log:
        desk.post(reverse("wagtailadmin_pages:unpublish", args=[article.pk]))
    assert "live" in log.changed(PAGE, article.pk)
    with Watched() as log:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        desk.post(f"{address}?id={article.pk}", {"include_descendants": ""})
    assert "live" in log.changed(PAGE, article.pk)
    with Watched() as log:
        desk.post(reverse("wagtailadmin_pages:delete", args=[article.pk]))
    assert [entry.operation for entry in log.of(PAGE, article.pk)] == ["D"]


def test_an_entry_goes_back_with_its_transaction(article):
    with Watched() as log, contextlib.suppress(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=article.pk).update(title="Không bao giờ")
        Site.objects.create(hostname="localhost", port=80, root_page_id=article.pk)
    assert log.entries == []


def test_reading_resumes_behind_a_position_and_pruning_waits_for_the_slowest(article):
    entries = queries.entries_after(queries.START, 10_000)
    if connection.vendor == "postgresql":
        # The test's own transaction has not ended, so nobody may read past it.
        assert entries == []
        return
    assert [entry.pk for entry in entries] == sorted(entry.pk for entry in entries)
    middle = queries.position_of(entries[len(entries) // 2])
    assert [entry.pk for entry in queries.entries_after(middle)] == [
        entry.pk for entry in entries if entry.pk > middle.entry
    ]
    assert prune([middle, newest_position()], keep=timedelta()) == len(entries) // 2 + 1
    assert prune([], keep=timedelta()) == 0


def test_what_was_read_stays_for_the_days_that_the_report_shows(article, monkeypatch):
    monkeypatch.setattr(actions, "PRUNED_AT_ONCE", 2)
    read = queries.Position(2**62, 2**62)
    old = set(Entry.objects.order_by("pk").values_list("pk", flat=True)[:5])
    Entry.objects.filter(pk__in=old).update(at=timezone.now() - timedelta(days=31))
    newer = set(Entry.objects.exclude(pk__in=old).values_list("pk", flat=True))
    assert prune([read, queries.START], keep=timedelta(days=30)) == 0
    assert prune([read], keep=timedelta(days=30)) == 5
    assert set(Entry.objects.values_list("pk", flat=True)) == newer


def test_an_entry_of_a_page_tells_whether_it_was_on_the_air(article):
    with Watched() as log:
        article.unpublish()
    (entry,) = [entry for entry in log.of(PAGE, article.pk) if "live" in entry.changed_columns]
    assert (bool(entry.old["live"]), bool(entry.new["live"])) == (True, False)


def test_a_missing_trigger_is_found_and_put_back(home):
    assert triggers.faulty() == []
    name = next(name for name in triggers.installed() if "content_article" in name)
    where = " ON content_article" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{where}')
    assert triggers.faulty() == [name]
    found = [message.id for message in run_checks(tags=[Tags.database], databases=["default"])]
    assert "hoaban.publication.E001" in found
    triggers.install()
    assert triggers.faulty() == []


def test_every_table_with_a_row_on_a_page_has_its_triggers(article):
    tables = {table for table, _statement in triggers.installed().values()}
    assert {Article._meta.db_table, PAGE, "taggit_tag", "statistics_openingbalance"} <= tables
