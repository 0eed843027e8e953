"""What the editors' desk shows of the press: failures, the alarm, what waits; and the button that tries again."""

from __future__ import annotations

import sqlite3
import time

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import GroupPagePermission

from hoaban.press import actions, health
from hoaban.press.pending import Task
from hoaban.press.state import PressState
from hoaban.publication.addresses import Published, Rank
from hoaban.site import readiness
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HOST = "localhost"
HEADING = "Những gì bạn đọc chưa thấy"


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def other_section(section):
    return a_section(section.get_parent(), "Văn hóa")


@pytest.fixture
def state(settings, tmp_path):
    settings.VAR = tmp_path
    state = PressState(tmp_path / actions.STATE)
    yield state
    state.close()


def fail(state, path, reason="một lỗi trong mẫu"):
    with state.writing():
        state.queue.add(HOST, [Published(path, Rank.PAGE)])
        state.queue.fail(Task(HOST, path, Rank.PAGE, time.time()), reason)


def an_editor_of(section, name="phong-vien", permissions=("add_page", "change_page", "publish_page")):
    user, group = an_editor(name, superuser=False), Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in permissions:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    user.groups.add(group)
    return user


def home_of_desk(client, user):
    client.force_login(user)
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_without_a_press_and_without_trouble_the_desk_says_nothing(section, client, settings, tmp_path):
    settings.VAR = tmp_path
    assert HEADING not in home_of_desk(client, an_editor())
    assert list(tmp_path.iterdir()) == []
    PressState(tmp_path / actions.STATE).close()
    assert HEADING not in home_of_desk(client, an_editor("khac"))


def test_what_failed_is_named_with_its_reason_and_its_page(section, client, state):
    article = an_article(section, "Hỏng")
    fail(state, article.url, "<b>lỗi</b>")
    fail(state, article.url, "<b>lỗi</b>")
    fail(state, f"{section.url}rss.xml")
    shown = home_of_desk(client, an_editor())
    assert HEADING in shown
    assert f"{HOST}{article.url}" in shown
    assert f"{HOST}{section.url}rss.xml" in shown
    assert "&lt;b&gt;lỗi&lt;/b&gt;" in shown
    assert "<td>2 lần thử</td>" in shown
    for page in (article, section):
        assert f'<a href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}">{page.title}</a>' in shown


def test_an_address_of_nothing_known_is_named_all_the_same(section, client, state):
    with state.writing():
        state.queue.add("cu.example", [Published("/bai/", Rank.PAGE)])
        state.queue.fail(Task("cu.example", "/bai/", Rank.PAGE, time.time()), "lạ")
    assert "cu.example/bai/" in home_of_desk(client, an_editor())


def test_an_editor_sees_what_lies_under_the_own_pages_and_no_more(section, other_section, client, state):
    mine, foreign = an_article(section, "Của tôi"), an_article(other_section, "Của người khác")
    for article in (mine, foreign):
        fail(state, article.url)
    shown = home_of_desk(client, an_editor_of(section))
    assert mine.url in shown
    assert foreign.url not in shown


def test_who_may_publish_nothing_is_told_nothing(section, client, state):
    fail(state, an_article(section, "Hỏng").url)
    writer = an_editor_of(section, permissions=("add_page",))
    assert HEADING not in home_of_desk(client, writer)
    with pytest.raises(PermissionDenied):
        health.try_again(state_folder(state), writer)


def state_folder(state):
    (file,) = [row[2] for row in state.connection.execute("PRAGMA database_list")]
    return health.Path(file).parent


def test_the_alarm_is_shown_until_it_is_over(section, client, state):
    with state.writing():
        state.set_fact("alarm", "No space left on device")
    assert "No space left on device" in home_of_desk(client, an_editor_of(section))
    with state.writing():
        state.set_fact("alarm", "")
    assert HEADING not in home_of_desk(client, an_editor())


def test_only_many_that_wait_are_told(section, client, state):
    def ask(count):
        with state.writing():
            state.queue.add(HOST, [Published(f"/{number}/", Rank.PAGE) for number in range(count)])

    ask(health.MANY)
    assert HEADING not in home_of_desk(client, an_editor())
    ask(health.MANY + 1)
    assert f"{health.MANY + 1} địa chỉ đang chờ kết xuất" in home_of_desk(client, an_editor("khac"))


def test_of_many_failures_some_are_shown_and_the_rest_counted(section, client, state, django_assert_max_num_queries):
    for number in range(health.MOST_SHOWN + 5):
        fail(state, an_article(section, f"Hỏng {number}").url)
    failures = health.health(state_folder(state)).failures
    editor = an_editor()
    with django_assert_max_num_queries(10 + 4 * health.MOST_EXPLAINED):
        assert len(health.visible_to(editor, failures)) == health.MOST_SHOWN
    assert "Và 5 địa chỉ khác." in home_of_desk(client, editor)


def test_the_button_lets_what_failed_be_tried_now_and_nothing_else(section, client, state):
    fail(state, an_article(section, "Hỏng").url)
    state.connection.execute("INSERT INTO pending VALUES (?, '/sau/', 2, 0, ?)", (HOST, time.time() + 1000))
    assert state.queue.next_tasks(10, time.time()) == []
    client.force_login(an_editor_of(section))
    answer = client.post(reverse("press_try_again"), follow=True)
    assert "Đang thử lại 1 địa chỉ." in answer.content.decode()
    assert [task.path for task in state.queue.next_tasks(10, time.time())] == ["/tin-tuc/hong/"]


def test_the_button_needs_a_post_with_its_token_and_a_user(section, state, client, csrf_client):
    fail(state, an_article(section, "Hỏng").url)
    address = reverse("press_try_again")
    assert client.post(address).status_code == 302
    csrf_client.force_login(an_editor())
    assert csrf_client.get(address).status_code == 405
    assert csrf_client.post(address).status_code == 403
    assert state.queue.next_tasks(10, time.time()) == []


@pytest.fixture
def csrf_client(client):
    return type(client)(enforce_csrf_checks=True)


def test_a_press_that_is_writing_is_neither_disturbed_nor_waited_for(section, client, state, monkeypatch):
    monkeypatch.setattr(health, "SECONDS_TO_WAIT", 0)
    fail(state, an_article(section, "Hỏng").url)
    client.force_login(an_editor())
    with state.writing():
        assert HEADING in client.get(reverse("wagtailadmin_home")).content.decode()
        answer = client.post(reverse("press_try_again"), follow=True)
    assert "đang bận" in answer.content.decode()
    assert state.queue.next_tasks(10, time.time()) == []


def test_the_desk_cannot_write_by_looking(state):
    with health.opened(state_folder(state) / actions.STATE, "ro") as looked_at, pytest.raises(sqlite3.OperationalError):
        looked_at.execute("DELETE FROM failure")


def test_a_state_file_that_is_damaged_is_an_alarm_and_no_error(section, client, settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / actions.STATE).write_text("không phải cơ sở dữ liệu " * 200)
    assert "press.sqlite3" in home_of_desk(client, an_editor())


def test_the_doctor_tells_failures_and_the_alarm(state):
    assert list(readiness.problems_of_press()) == []
    for number in range(readiness.MOST_FAILURES_TOLD + 2):
        fail(state, f"/{number}/")
    with state.writing():
        state.set_fact("alarm", "No space left on device")
    told = list(readiness.problems_of_press())
    assert "No space left on device" in told[0]
    assert "một lỗi trong mẫu" in told[1]
    assert "2 further addresses" in told[-1]
