"""What stands on a page with a password: whole for who has it, for everybody else nowhere at once."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from hoaban.front.directory import PublishedDirectory
from hoaban.media.actions import store_file
from hoaban.press.press import Press
from hoaban.press.state import PressState
from tests.builders import a_photo, a_portal, a_section, an_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
HOST = "localhost"
NAMED = re.compile(r'"(/(?:tep|media)/[^" ]+)')


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def article(section):
    photo = {"image": a_photo(), "caption": "", "credit": "", "alt": "", "file_name": ""}
    attached = store_file(b"%PDF-1.4\n%%EOF", name="mau.pdf", title="Mẫu")
    return an_article(section, "Bí mật", body=[("photo", photo), ("files", [attached])], posted_at=timezone.now())


def hide(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="password", password="hoa-ban-trang")


def test_who_has_the_password_gets_the_files_of_the_page_and_nobody_else(article, client, django_user_model):
    restriction = hide(article)
    stranger = type(client)()
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    page = client.get(article.url).content.decode()
    assert "Bí mật" in page
    named = set(NAMED.findall(page))
    assert {address.split("/")[1] for address in named} == {"tep", "media"}
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"], address
        assert stranger.get(address).status_code == 404, address
    article.unpublish()
    assert {client.get(address).status_code for address in named} == {404}


def test_lists_and_feeds_let_go_of_a_hidden_page_before_anything_else_is_pressed(section, article, tmp_path):
    for number in range(40):
        an_article(section, f"Khác {number}", posted_at=timezone.now())
    an_article(section, "Bí mật gần đây", slug="gan-day", posted_at=timezone.now())
    hidden = section.get_children().get(slug="gan-day")
    state = PressState(tmp_path / "press.sqlite3")
    press = Press(PublishedDirectory(tmp_path / "published"), state)
    press.catch_up()
    outlets = ("/atom.xml", "/rss.xml", "/tin-tuc/", "/tin-tuc/atom.xml", "/tin-tuc/rss.xml")
    assert "Bí mật gần đây" in "".join(press.directory.read(HOST, address).decode() for address in outlets)
    hide(hidden)
    press.log.follow()
    while state.queue.next_tasks(1, float("inf"))[0].rank == 0:
        press.press_waiting()
    left = [address for address in outlets if "Bí mật gần đây" in press.directory.read(HOST, address).decode()]
    assert left == []
    assert state.queue.count() > 0
    state.close()
