"""The report of the log on the desk: what happened in words, to what, by whom; who may see what; and its bounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.models import F
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, ModelLogEntry, Page, PageLogEntry, PageViewRestriction, Site

from hoaban.counting.actions import set_opening_balance
from hoaban.counting.models import OpeningVisits
from hoaban.news.models import Correction
from hoaban.pages.actions import withdraw_page
from hoaban.publication import history
from hoaban.publication.history import LogFilter, log_page
from hoaban.publication.models import Entry
from hoaban.publication.report import rows_of
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
UNKNOWN = "không rõ (tập lệnh hoặc SQL)"


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def editor():
    return an_editor("to-truong")


@pytest.fixture
def article(section):
    article = an_article(section, "Bài")
    minutes_pass()
    return article


def minutes_pass():
    """Everything so far lies ten minutes back, in a transaction of its own, so that what follows is another act."""
    ago = timedelta(minutes=10)
    Entry.objects.update(at=F("at") - ago)
    Entry.objects.filter(transaction__gt=0).update(transaction=F("transaction") - 1)
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.update(timestamp=F("timestamp") - ago)


def rows(user, **asked):
    return list(rows_of(log_page(LogFilter(**asked), user), user))


def newest(user, **asked):
    return rows(user, **asked)[0]


def shown(client, user, query=""):
    client.force_login(user)
    answer = client.get(reverse("publication_report") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_publishing_changes_is_one_line_with_fields_name_and_link(article, editor):
    article.title, article.lead = "Tên mới", "Mở đầu mới"
    article.save_revision(user=editor).publish(user=editor)
    row = newest(editor)
    assert (row.what, row.who, row.others) == ("Đăng bản sửa đổi", "to-truong", [])
    names = {str(article._meta.get_field(name).verbose_name) for name in ("title", "lead")}
    assert names <= set(row.fields.split(", "))
    assert row.lead.name == "Tên mới"
    assert row.lead.kind == str(article._meta.verbose_name)
    assert row.lead.url == reverse("wagtailadmin_pages:edit", args=[article.pk])


def test_what_sql_did_has_no_name(article, editor, client):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'Sửa thẳng' WHERE id = %s", [article.pk])
    row = newest(editor)
    assert (row.what, row.lead.name, row.who) == ("Sửa", "Bài", "")
    assert UNKNOWN in shown(client, editor)


def unpublish(article, editor):
    article.unpublish(user=editor)
    return "Gỡ xuống"


def withdraw(article, editor):
    withdraw_page(article, note="Số liệu sai.", user=editor)
    return "Gỡ xuống"


def move(article, editor):
    other = a_section(article.get_parent().get_parent(), "Xã hội")
    minutes_pass()
    article.move(other, pos="last-child", user=editor)
    return "Chuyển chỗ"


def remove(article, editor):
    article.delete(user=editor)
    return "Xóa"


@pytest.mark.parametrize("act", [unpublish, withdraw, move, remove])
def test_acts_on_a_page_are_told_by_their_name_with_who_did_them(article, editor, act):
    words = act(article, editor)
    row = newest(editor)
    assert words in row.what.split(", ")
    assert row.who == "to-truong"
    assert row.lead.name == "Bài"
    assert [one.name for one in row.others] == (["/tin-tuc/bai"] if act is move else [])


def test_a_page_that_is_gone_without_a_trace_is_named_by_its_address(article, editor):
    Page.objects.get(pk=article.pk).delete()
    PageLogEntry.objects.all().delete()
    row = newest(editor)
    assert (row.what, row.lead.name, row.lead.url) == ("Xóa", "/trang-chu/tin-tuc/bai/", "")


def test_privacy_is_told_of_the_page(article, editor):
    restriction = PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert (newest(editor).what, newest(editor).lead.name) == ("Hạn chế người xem", "Bài")
    minutes_pass()
    restriction.delete()
    assert newest(editor).what == "Mở cho mọi người xem"


def test_what_was_brought_from_an_old_portal_is_told_of_its_page_and_site(article, editor):
    set_opening_balance(site_id=Site.objects.get().pk, page_id=article.pk, count=95, as_of=None)
    row = newest(editor)
    assert (row.lead.name, row.fields) == ("Bài", "số lượt đọc chuyển sang")
    minutes_pass()
    OpeningVisits.objects.create(site=Site.objects.get(), count=95)
    assert newest(editor).lead.kind == str(Site._meta.verbose_name)


def test_a_photo_and_a_redirect_are_told(article, editor):
    photo = a_photo("Ruộng bậc thang")
    row = newest(editor, kind="media_photo")
    assert (row.what, row.lead.name) == ("Thêm mới", "Ruộng bậc thang")
    minutes_pass()
    type(photo).objects.filter(pk=photo.pk).update(file="original_images/khac.jpg")
    assert newest(editor).what == "Thay tệp"
    minutes_pass()
    Redirect.objects.create(old_path="/cu", redirect_link="/")
    assert [row.what for row in rows(editor, kind="wagtailredirects_redirect")] == ["Thêm mới"]


def test_drafts_are_no_public_act(article, editor):
    before = len(rows(editor))
    minutes_pass()
    article.title = "Chưa ai đọc"
    article.save_revision(user=editor)
    assert len(rows(editor)) == before


@pytest.mark.parametrize("act", ["made", "saved", "rows beneath", "deleted", "withdrawn and saved"])
def test_what_no_reader_could_see_is_not_told(section, article, editor, act):
    draft = article if "withdrawn" in act else an_article(section, "Chưa ai đọc", live=False)
    if "withdrawn" in act:
        article.unpublish(user=editor)
    minutes_pass()
    before = [(row.what, row.lead.name) for row in rows(editor)]
    if act == "made":
        an_article(section, "Bản nháp nữa", live=False)
    elif act == "rows beneath":
        Correction.objects.create(page=draft, note="Chưa ai đọc.")
    elif act == "deleted":
        draft.delete()
    else:
        draft.title = "Sửa lại"
        draft.save()
    assert [(row.what, row.lead.name) for row in rows(editor)] == before
    assert "Chưa ai đọc" not in {name for _what, name in before}


def test_many_things_done_at_once_are_one_line(article, section, editor):
    for number in range(3):
        an_article(section, f"Nhập {number}")
    row = newest(editor)
    assert {row.lead.name, *(one.name for one in row.others)} == {"Nhập 0", "Nhập 1", "Nhập 2"}
    assert row.who == ""


def test_filters_by_what_happened_and_by_period(article, editor):
    article.unpublish(user=editor)
    assert [row.what for row in rows(editor, happening="taken_off")] == ["Gỡ xuống"]
    (at,) = {row.at for row in rows(editor, happening="taken_off")}
    assert rows(editor, until=at - timedelta(minutes=1))
    assert not [row for row in rows(editor, until=at - timedelta(minutes=1)) if row.at >= at]
    assert {row.at for row in rows(editor, since=at - timedelta(minutes=1))} == {at}
    assert rows(editor, since=at + timedelta(minutes=1)) == []


def test_pages_of_the_report_miss_nothing_and_repeat_nothing(section, editor):
    for number in range(7):
        an_article(section, f"Bài {number}")
        minutes_pass()
    whole = [row.lead.name for row in rows(editor)]
    assert len(whole) >= 7
    read, before = [], None
    for _page in range(20):
        answer = log_page(LogFilter(before=before), editor, lines=2)
        read += [row.lead.name for row in rows_of(answer, editor)]
        before = answer.older
        if before is None:
            break
    assert read == whole


def an_editor_of(section):
    user, group = an_editor("phong-vien", superuser=False), Group.objects.create(name="phong-vien")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    user.groups.add(group)
    return user


def test_an_editor_sees_only_pages_that_may_be_explored_even_gone_ones(section, editor, client):
    other = a_section(section.get_parent(), "Văn hóa")
    mine, foreign = an_article(section, "Của tôi"), an_article(other, "Của người khác")
    a_photo("Ảnh của ai đó")
    minutes_pass()
    mine.delete(user=editor)
    minutes_pass()
    foreign.delete(user=editor)
    reporter = an_editor_of(section)
    page = shown(client, reporter)
    assert "Của tôi" in page
    assert "Của người khác" not in page
    assert "Ảnh của ai đó" not in page
    assert rows(reporter, kind="media_photo") == []


def test_who_may_explore_nothing_may_not_look(section, client):
    nobody = an_editor("khach", superuser=False)
    nobody.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(nobody)
    assert client.get(reverse("publication_report")).status_code == 302
    assert reverse("publication_report") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_page_is_in_the_menu_and_speaks_vietnamese_when_empty(section, editor, client):
    Entry.objects.all().delete()
    page = shown(client, editor)
    assert "Nhật ký xuất bản" in page
    assert "Không có thay đổi nào phù hợp." in page
    assert reverse("publication_report") in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    "query",
    ["?kind=x", "?since=0001-01-01", "?until=9999-12-31", "?since=x", "?before=-1"],
)
def test_odd_questions_are_answered(article, editor, client, query):
    shown(client, editor, query)


def test_the_work_is_bounded_whatever_the_length_of_the_log(
    section, editor, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(history, "WINDOW", 20)
    monkeypatch.setattr(history, "WINDOWS", 3)
    for number in range(90):
        Entry.objects.create(
            at=f"2024-01-01T00:{number // 60:02}:{number % 60:02}Z",
            table="wagtailcore_page",
            key=str(section.pk),
            operation="U",
            changed="title",
        )
    with django_assert_max_num_queries(25):
        answer = log_page(LogFilter(happening="deleted"), editor)
    assert answer.lines == []
    assert answer.older is not None
