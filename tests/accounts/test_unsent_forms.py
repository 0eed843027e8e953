"""What was typed at the desk outlives a session that ended and a sign that is too old; nobody else gets it sent."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from hoaban.news.models import Article
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.scene import article_form

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
pytestmark = pytest.mark.django_db
OURS, ELSEWHERE = {"Origin": "http://testserver"}, {"Origin": "https://noi-khac.example"}


@pytest.fixture
def article():
    return an_article(a_section(a_portal()), "Bài")


@pytest.fixture
def address(article):
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


@pytest.fixture
def form(article):
    return {**article_form(article, "ignored", title="Gõ dở\nhai dòng"), "nhieu": ["a", "b"]}


def held_by(answer):
    """The fields that the page sends once more."""
    held = {}
    for name, value in HIDDEN.findall(answer.content.decode()):
        held.setdefault(unescape(name), []).append(unescape(value))
    return held


def test_without_a_session_the_answer_holds_what_was_sent(client, article, address, form):
    answer = client.post(address, form, headers=OURS)
    assert answer.status_code == 403
    held = held_by(answer)
    assert (held["title"], held["nhieu"]) == (["Gõ dở\nhai dòng"], ["a", "b"])
    assert "Phiên làm việc đã hết" in answer.content.decode()
    client.force_login(an_editor("bien-tap"))
    again = client.post(address, held, headers=OURS)
    assert again.status_code == 302
    assert Article.objects.get(pk=article.pk).get_latest_revision_as_object().title.startswith("Gõ dở")


def test_a_form_with_an_old_sign_is_sent_once_more_by_hand(article, address, form):
    client = Client(enforce_csrf_checks=True)
    client.force_login(an_editor("bien-tap"))
    [token, *_same] = held_by(client.get(address))["csrfmiddlewaretoken"]
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(address, {**form, "csrfmiddlewaretoken": token}, headers=OURS)
    assert answer.status_code == 403
    assert "Gửi lại" in answer.content.decode()
    held = held_by(answer)
    assert held["csrfmiddlewaretoken"] != [token]
    again = client.post(address, held, headers=OURS)
    assert again.status_code == 302
    assert Article.objects.get(pk=article.pk).get_latest_revision_as_object().title.startswith("Gõ dở")


@pytest.mark.parametrize("headers", [{}, ELSEWHERE, {**ELSEWHERE, "Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_another_site_sends_is_not_offered(address, form, headers, is_signed_in):
    client = Client(enforce_csrf_checks=True)
    if is_signed_in:
        client.force_login(an_editor("bien-tap"))
    answer = client.post(address, {**form, "title": "Gửi từ nơi khác"}, headers=headers)
    assert answer.status_code == 403
    assert "Gửi từ nơi khác" not in answer.content.decode()
    assert '<html lang="vi"' in answer.content.decode()


@pytest.mark.parametrize("name", ["wagtailadmin_login", "wagtailadmin_account"])
def test_no_password_goes_through_a_page(name):
    client = Client(enforce_csrf_checks=True)
    sent = {"username": "bien-tap", "password": "mot-mat-khau-dai", "password-old_password": "mot-mat-khau-dai"}
    answer = client.post(reverse(name), sent, headers=OURS)
    assert answer.status_code == 403
    assert "mot-mat-khau-dai" not in answer.content.decode()


def test_an_autosave_without_a_session_is_told_in_words(client, address, form):
    answer = client.post(address, form, headers={**OURS, "Accept": "application/json"})
    assert (answer.status_code, answer.json()["signed_out"]) == (403, True)
    assert "Phiên làm việc đã hết" in answer.json()["error_message"]


def test_what_a_part_of_a_screen_sends_is_refused_as_before(client, address, form):
    answer = client.post(address, form, headers={**OURS, "X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403
    assert "Gõ dở" not in answer.content.decode()


def test_a_screen_asks_who_is_signed_in(client):
    user = an_editor("bien-tap")
    assert client.get(reverse("accounts_session")).json()["user"] is None
    client.force_login(user)
    answer = client.get(reverse("accounts_session"))
    assert answer.json()["user"] == user.pk
    assert len(answer.json()["csrf"]) == 64
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["wagtailsnippets_pages_weblinkgroup:add", "wagtailadmin_collections:add"])
def test_every_form_of_the_desk_keeps_what_was_typed(admin_client, article, name):
    assert 'id="unsaved-work"' in admin_client.get(reverse(name)).content.decode()
