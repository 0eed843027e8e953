"""What the desk's home tells administrators of processes that do not do their work."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from hoaban.front.process_states import ProcessState
from hoaban.site import process_panel

pytestmark = [pytest.mark.django_db]
HEADING = "Những phần của cổng đang không chạy"


@pytest.fixture
def said(monkeypatch):
    """What the supervisor answers, as a test sets it."""
    states = {"front": ProcessState("ok"), "desk": ProcessState("ok"), "worker": ProcessState("ok")}
    monkeypatch.setattr(process_panel, "ask", lambda _socket: states)
    return states


def home_of(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_nothing_is_told_while_all_work(admin_client, said):
    assert HEADING not in home_of(admin_client)


def test_what_ails_is_told_in_the_administrators_words_with_what_it_says_itself(admin_client, said):
    said["worker"] = ProcessState("ends again and again", ("press: <disk> is full",))
    shown = home_of(admin_client)
    assert HEADING in shown
    assert "Xuất bản, tìm kiếm và việc nền: liên tục dừng rồi khởi động lại" in shown
    assert '<span lang="en">press: &lt;disk&gt; is full</span>' in shown
    assert "Trả trang cho bạn đọc" not in shown


def test_a_process_of_a_later_version_is_told_as_it_calls_itself(admin_client, said):
    said["mailer"] = ProcessState("sleeps")
    assert "mailer: sleeps" in home_of(admin_client)


def test_where_nobody_answers_nothing_is_told(admin_client, monkeypatch):
    monkeypatch.setattr(process_panel, "ask", lambda _socket: None)
    assert HEADING not in home_of(admin_client)


def test_editors_are_not_told(client, said, django_user_model):
    said["worker"] = ProcessState("answers nothing")
    editor = django_user_model.objects.create_user("bien-tap", password="x")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    assert HEADING not in home_of(client)
