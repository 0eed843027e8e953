"""A session ends where it should: at sign-out on the server, after idleness, after a day; and only a form ends it."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from hoaban.accounts import sessions
from tests.attacks.guessing import RIGHT, try_password
from tests.builders import an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DESK, OUT = "/quan-tri/", "/quan-tri/logout/"
HOUR = 3600


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test puts forward."""

    class Clock:
        now = 1_800_000_000

        def time(self):
            return self.now

    made = Clock()
    monkeypatch.setattr(sessions, "time", made)
    return made


@pytest.fixture
def editor(client, clock):
    an_editor("van-thu")
    assert try_password(client, "van-thu", RIGHT).status_code == 302
    return client


def is_in(client):
    return client.get(DESK).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_only_a_form_signs_out(editor, method):
    before = editor.cookies["sessionid"].value
    answer = getattr(editor, method)(OUT)
    assert "sessionid" not in answer.cookies
    assert editor.cookies["sessionid"].value == before
    assert Session.objects.filter(pk=before).exists()
    assert is_in(editor)


def test_the_question_is_a_form_with_a_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(an_editor("van-thu"))
    asked = client.get(OUT)
    assert asked.status_code == 200
    assert client.post(OUT).status_code == 403
    assert is_in(client)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', asked.content.decode())[1]
    assert client.post(OUT, {"csrfmiddlewaretoken": token}).status_code == 302
    assert not is_in(client)


def test_signing_out_ends_the_session_on_the_server(editor):
    thief = Client()
    thief.cookies["sessionid"] = editor.cookies["sessionid"].value
    assert is_in(thief)
    assert editor.post(OUT).status_code == 302
    thief.cookies["sessionid"] = thief.cookies["sessionid"].value
    assert not is_in(thief)
    assert not Session.objects.exists()


def test_the_key_of_a_session_is_new_at_sign_in_and_dead_after_a_new_password(client):
    user = an_editor("van-thu")
    client.get("/quan-tri/login/")
    client.cookies["sessionid"] = "a" * 32
    try_password(client, "van-thu", RIGHT)
    assert client.cookies["sessionid"].value != "a" * 32
    other = Client()
    other.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(other)
    user.set_password("trau vang qua song")
    user.save()
    assert not is_in(other)


def test_who_does_nothing_is_signed_out(editor, clock, settings):
    clock.now += settings.HOABAN_SESSION_IDLE
    assert is_in(editor)
    clock.now += settings.HOABAN_SESSION_IDLE + 1
    answer = editor.get(DESK, follow=True)
    assert "lâu không có thao tác" in answer.content.decode()
    assert not Session.objects.exists()


def test_who_works_is_signed_out_at_the_end_of_the_day_all_the_same(editor, clock, settings):
    for _step in range(settings.SESSION_COOKIE_AGE // 1800):
        clock.now += 1800
        assert is_in(editor)
    clock.now += 1
    assert not is_in(editor)


def test_to_be_remembered_makes_no_session_longer(client, clock, settings):
    an_editor("van-thu")
    client.post("/quan-tri/login/", {"username": "van-thu", "password": RIGHT, "remember": "on"})
    assert client.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE
    clock.now += settings.HOABAN_SESSION_IDLE + 1
    assert not is_in(client)


def test_a_forgotten_window_does_not_keep_a_session_alive(editor, clock, settings):
    ping = reverse("wagtailadmin_editing_sessions:release", args=[1])
    for _minute in range(settings.HOABAN_SESSION_IDLE // 600):
        clock.now += 600
        editor.post(ping)
    clock.now += 1
    assert not is_in(editor)


def test_a_reader_without_a_cookie_costs_nothing_and_stays_cacheable(client, django_assert_num_queries):
    answer = client.get("/tim-kiem/khong-co/")
    assert "Cookie" not in answer.get("Vary", "")


def change(client, **fields):
    names = {
        "name_email-first_name": "Xuân",
        "name_email-last_name": "Lò",
        "locale-preferred_language": "",
        "theme-theme": "system",
    }
    names |= {"locale-current_time_zone": "", "theme-density": "default", "theme-contrast": "system"}
    return client.post(reverse("wagtailadmin_account"), {**names, **fields})


def test_another_e_mail_address_takes_the_present_password(editor):
    user = an_editor("thu-ky")
    editor.force_login(user)
    new = {"email-email": "ke-gian@evil.example", "name_email-email": "ke-gian@evil.example"}
    for password in ("", "sai"):
        assert change(editor, **new, **{"email-present_password": password}).status_code == 200
        user.refresh_from_db()
        assert user.email == "thu-ky@hoaban.example"
    assert change(editor, **new, **{"email-present_password": RIGHT}).status_code == 302
    user.refresh_from_db()
    assert user.email == "ke-gian@evil.example"
    assert [(message.to, "thu-ky" in message.body) for message in mail.outbox] == [(["thu-ky@hoaban.example"], True)]


def test_the_rest_of_an_account_changes_without_a_password(editor):
    user = an_editor("thu-ky")
    editor.force_login(user)
    answer = change(editor, **{"email-email": user.email})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.first_name, user.email) == ("Xuân", "thu-ky@hoaban.example")
