"""Whoever types SQL: each watched column of each tracked table, each new row and each lost one is in the log."""

from __future__ import annotations

import pytest
from django.db import connection, models, transaction
from wagtail.fields import StreamField
from wagtail.models import CollectionViewRestriction

from hoaban.counting.models import MostReadPage, OpeningBalance, OpeningVisits
from hoaban.media.models import FormerFile
from hoaban.news.models import Correction, Event, Gallery, RelatedArticle, VideoPage
from hoaban.news.models.gallery import GalleryPhoto
from hoaban.pages.models import StandardPage, StatisticsPage, Withdrawal
from hoaban.publication.tracking import tracked_tables
from tests.builders import a_section, at
from tests.example_room.models import Permit, Vacancy
from tests.publication import ways_of_pages
from tests.publication.ways import Watched, rows
from tests.support.scene import sql

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
quoted = connection.ops.quote_name


@pytest.fixture
def full_scene(scene):
    """A portal with at least one row in every tracked table."""
    scene.with_media()
    scene.with_furniture()
    scene.with_restriction()
    scene.with_english()
    ways_of_pages.with_tag(scene)
    Correction.objects.create(page=scene.article, note="Đúng là 12.")
    RelatedArticle.objects.create(page=scene.article, article=scene.second)
    scene.article.save_revision()
    CollectionViewRestriction.objects.create(collection=scene.collection, restriction_type="login")
    Withdrawal.objects.create(site=scene.site, path="/cu/", note="Gỡ.")
    OpeningBalance.objects.create(site=scene.site, page=scene.article, count=5)
    OpeningVisits.objects.create(site=scene.site, count=5)
    MostReadPage.objects.create(site=scene.site, place=1, page_number=scene.article.pk)
    scene.home.add_child(instance=StandardPage(title="Giới thiệu"))
    scene.home.add_child(instance=StatisticsPage(title="Thống kê"))
    several = a_section(scene.home, "Khác", holds="events")
    several.add_child(instance=Event(title="Hội nghị", starts_at=at("2024-02-01 08:00")))
    several.add_child(instance=VideoPage(title="Phim", video=scene.film))
    gallery = several.add_child(instance=Gallery(title="Ảnh"))
    GalleryPhoto.objects.create(page=gallery, photo=scene.photo)
    several.add_child(instance=Vacancy(title="Tuyển kế toán"))
    FormerFile.objects.create(address="/_files/0a/cu.pdf", document=scene.document)
    Permit.objects.create(number="1/GP-UBND", title="Giấy phép")
    return scene


# By the field's type, first that fits: SQL for a value that no row of the scene has. It need not make sense to anybody
# but the database, since what the test does is rolled back.
OTHER_VALUES: list[tuple[type[models.Field], str]] = [
    (models.BooleanField, "NOT {column}"),
    (models.DateTimeField, "'2001-02-03 04:05:06'"),
    (models.DateField, "'2001-02-03'"),
    (models.UUIDField, "'0123456789abcdef0123456789abcdef'"),
    (models.JSONField, "'[1]'"),
    (StreamField, "'[1]'"),
    (models.ForeignKey, "coalesce({column}, 0) + 4321"),
    (models.IntegerField, "coalesce({column}, 0) + 1"),
    (models.FloatField, "coalesce({column}, 0) + 1"),
    (models.Field, "'k'"),
]


def other_value(field: models.Field) -> str:
    """SQL for another value of a column, of the type that the column has."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.UUIDField):
        field = kind
    wanted = next(value for type_, value in OTHER_VALUES if isinstance(field, type_))
    return wanted.format(column=quoted(field.column))


def test_every_column_of_every_table(full_scene):
    for table, entry in tracked_tables().items():
        key = next(iter(rows()[table]))
        for field in entry.model._meta.local_concrete_fields:
            if field.column not in entry.columns:
                continue
            with transaction.atomic():
                with Watched() as log:
                    sql(
                        f"UPDATE {quoted(table)} SET {quoted(field.column)} = {other_value(field)} "
                        f"WHERE {quoted(entry.primary_key)} = %s",
                        key,
                    )
                transaction.set_rollback(True)
            assert log.changed(table, key) == {field.column}, (table, field.column)


def test_what_no_reader_sees_leaves_no_entry(full_scene):
    for table, entry in tracked_tables().items():
        for field in map(entry.model._meta.get_field, entry.ignored):
            with transaction.atomic():
                with Watched() as log:
                    sql(f"UPDATE {quoted(table)} SET {quoted(field.column)} = {other_value(field)}")
                transaction.set_rollback(True)
            assert log.entries == [], (table, field.column)


def test_every_row_that_goes_and_comes_back(full_scene):
    for table in tracked_tables():
        keys = sorted(rows()[table])
        assert keys, f"no row of {table} in the scene: add one"
        with Watched() as log, transaction.atomic():
            sql(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {quoted(table)}")
            sql(f"DELETE FROM {quoted(table)}")
            sql(f"INSERT INTO {quoted(table)} SELECT * FROM kept_{table}")
        for operation in ("D", "I"):
            assert sorted(int(line.key) for line in log.of(table, operation=operation)) == keys, (table, operation)
        assert {line.table for line in log.entries} == {table}
