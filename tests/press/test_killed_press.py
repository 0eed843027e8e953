"""What a press that was killed or began at a bad instant leaves, and that rendering writes nothing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from hoaban.pages.models import SideBlocks, SiteIdentity
from hoaban.press.address_rendering import render, sites
from hoaban.press.press import Press
from hoaban.publication.addresses import everything
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.press import differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
HOST = "localhost"


class Killed(BaseException):
    """Nothing of the program runs after it."""


@pytest.fixture
def section():
    return a_section(a_portal())


def pictures(press):
    return {path for path in press.directory.addresses(HOST) if path.endswith((".webp", ".jpg"))}


def unpublish(article):
    article.unpublish()


def take_the_photo_out(article):
    article.body = [("text", "<p>Không còn ảnh.</p>")]
    article.save_revision().publish()


@pytest.mark.parametrize("act", [unpublish, take_the_photo_out], ids=lambda act: act.__name__)
def test_a_photo_goes_also_where_the_press_was_killed_before_it_took_it_away(section, press, monkeypatch, act):
    photo = {"image": a_photo(), "caption": "", "credit": "", "alt": "", "file_name": ""}
    article = an_article(section, "Gỡ ảnh", body=[("photo", photo)])
    press.catch_up()
    withdrawn = pictures(press)
    assert withdrawn
    act(article)

    def killed(_names):
        raise Killed

    # The state says already that nothing shows the photo, so nothing that waits leads to it any more.
    monkeypatch.setattr(press.writer, "drop_unshown", killed)
    with pytest.raises(Killed):
        press.catch_up()
    assert withdrawn <= pictures(press)
    Press(press.directory, press.state).catch_up()
    assert not withdrawn & pictures(press)
    assert differences(press) == []


def test_beginning_while_somebody_is_still_writing_misses_nothing(section, press):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, whom nobody can overtake.")
    slow, quick = an_article(section, "Chậm"), an_article(section, "Nhanh")
    other = connection.get_new_connection(connection.get_connection_params())
    try:
        other.execute("UPDATE wagtailcore_page SET title = 'Ghi chậm' WHERE id = %s", [slow.pk])
        Page.objects.filter(pk=quick.pk).update(title="Ghi nhanh")
        press.catch_up()
        other.commit()
    finally:
        other.close()
    press.catch_up()
    assert "Ghi chậm" in press.directory.read(HOST, slow.url).decode()
    assert differences(press) == []


def test_rendering_writes_nothing_and_settings_that_come_later_are_noticed(section, press):
    article = an_article(section, "Bài")
    SideBlocks.objects.all().delete()
    SiteIdentity.objects.all().delete()
    (site,) = sites()
    with CaptureQueriesContext(connection) as asked:
        for published in everything(site):
            render(site, published.path)
    statements = [query["sql"] for query in asked.captured_queries]
    assert len(statements) > 10
    # On PostgreSQL a cursor is declared for what is read piece by piece.
    reading = ("SELECT", "WITH", "DECLARE")
    assert [sql for sql in statements if not sql.lstrip("(").startswith(reading)] == []
    press.catch_up()
    SideBlocks.objects.create(site=Site.objects.get(), blocks=[("newest", {"title": "Mới nhất đây", "count": 5})])
    SiteIdentity.objects.create(site=Site.objects.get(), name="Cổng có tên")
    press.catch_up()
    assert "Cổng có tên" in press.directory.read(HOST, article.url).decode()
    assert differences(press) == []
