"""Who publishes what cannot be shown is told so at once, and which block it is; the program's error is kept aside."""

from __future__ import annotations

import time

import pytest
from django.db import OperationalError
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from hoaban.news.models import Article
from hoaban.pages.blocks.body import QuoteBlock
from hoaban.press import actions, faults
from hoaban.press.pending import Task
from hoaban.press.state import PressState
from hoaban.publication.addresses import Published, Rank
from tests.support.scene import Scene

pytestmark = pytest.mark.django_db
QUOTE = ("quote", {"text": "Có công mài sắt", "attribution": ""})
BODY = streamfield([("text", rich_text("<p>Mở đầu.</p>")), QUOTE])


@pytest.fixture
def scene(client):
    return Scene(client)


@pytest.fixture
def broken(monkeypatch):
    def fail(*_words, **_named):
        raise LookupError("poster")

    monkeypatch.setattr(QuoteBlock, "get_context", fail)


def messages_of(scene):
    """What the desk says after the last act."""
    return scene.desk.get(reverse("wagtailadmin_home")).text


def test_the_editor_is_told_which_block_readers_cannot_see(scene, broken):
    scene.edit(scene.article, body=BODY)
    said = messages_of(scene)
    assert "“Bài” đã được đăng nhưng bạn đọc chưa thấy bản mới: Khối thứ 2 (trích dẫn)" in said
    assert "LookupError" not in said


def test_where_all_can_be_shown_nothing_is_said(scene):
    scene.edit(scene.article, body=BODY)
    assert "bạn đọc chưa thấy" not in messages_of(scene)


def test_a_draft_says_nothing(scene, broken):
    scene.edit(scene.article, "", body=BODY)
    assert "bạn đọc chưa thấy" not in messages_of(scene)


def test_a_fault_of_no_block_is_one_of_the_whole_page(scene, monkeypatch):
    def fail(*_words, **_named):
        raise LookupError("poster")

    monkeypatch.setattr(Article, "get_context", fail)
    scene.edit(scene.article, body=BODY)
    assert "Cả trang không hiển thị được." in messages_of(scene)


def test_a_database_that_is_away_is_no_fault_of_the_page(scene, monkeypatch):
    def fail(*_words, **_named):
        raise OperationalError("away")

    monkeypatch.setattr(faults, "render", fail)
    assert faults.faults_of(scene.article) == []


def test_the_list_of_what_readers_do_not_see_speaks_in_words(scene, broken, settings, tmp_path):
    settings.VAR = tmp_path
    scene.edit(scene.article, body=BODY)
    messages_of(scene)
    state = PressState(tmp_path / actions.STATE)
    with state.writing():
        for path in (scene.article.url, f"{scene.section.url}rss.xml"):
            state.queue.add("localhost", [Published(path, Rank.PAGE)])
            state.queue.fail(Task("localhost", path, Rank.PAGE, time.time()), "LookupError: poster")
    state.close()
    shown = messages_of(scene)
    assert "Khối thứ 2 (trích dẫn) không hiển thị được." in shown
    assert "Nội dung ở địa chỉ này không hiển thị được." in shown
    assert "<summary>Dành cho người vận hành</summary>LookupError: poster</details>" in shown
