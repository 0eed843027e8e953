"""The form that asks a reader for the password of a page or of a document is a page of the portal."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction

from hoaban.media.actions import store_file
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db
WRONG = {"vi": "Mật khẩu bạn điền vào là không chính xác", "en": "The password you have entered is not correct"}
ASKED = {"vi": "Cần mật khẩu", "en": "Password required"}


def close(page):
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="hop-kin"
    )
    with translation.override(page.locale.language_code):
        return page.url, reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])


def a_page():
    return close(a_section(a_portal(), "Nội bộ"))


def an_english_page():
    english, _made = Locale.objects.get_or_create(language_code="en")
    home = a_portal().copy_for_translation(english)
    home.save_revision().publish()
    section = a_section(home, "Internal", locale=english)
    return close(section)


def a_document():
    section = a_section(a_portal())
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="Nội bộ"))
    file = store_file(b"%PDF-1.4\n%%EOF", name="noi-bo.pdf", title="Nội bộ", collection=collection)
    an_article(section, body=[("files", [file])])
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.PASSWORD, password="hop-kin"
    )
    return file.url, reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])


CLOSED = [(a_page, "vi"), (an_english_page, "en"), (a_document, "vi")]


def assert_is_of_the_portal(answer, language):
    assert answer.status_code == 200
    assert answer["Content-Language"] == language
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert f"<h1>{ASKED[language]}</h1>" in page
    assert '<meta name="viewport"' in page
    assert "theme/portal.css" in page
    assert not re.search(r"<script|<style|\sstyle=", page)
    field = re.search(r'<input type="password"[^>]*\bid="([^"]+)"', page)
    assert f'<label for="{field[1]}">' in page
    assert "Nội bộ" not in page
    assert "Internal" not in page
    return page


@pytest.mark.parametrize(("make", "language"), CLOSED)
def test_the_form_is_a_page_of_the_portal_in_the_language_of_the_address(client, make, language):
    address, action = make()
    page = assert_is_of_the_portal(client.get(address), language)
    assert f'action="{action}"' in page
    assert f'name="return_url" value="{address}"' in page
    assert 'role="alert"' not in page


@pytest.mark.parametrize(("make", "language"), CLOSED)
def test_a_wrong_password_is_told_in_the_same_language(client, make, language):
    address, action = make()
    page = assert_is_of_the_portal(client.post(action, {"password": "sai", "return_url": address}), language)
    assert WRONG[language] in re.search(r'<p role="alert" id="fault">(.*?)</p>', page)[1]
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="fault"' in page
    assert f'name="return_url" value="{address}"' in page


@pytest.mark.parametrize(("make", "language"), CLOSED)
def test_a_refusal_speaks_the_same_language(client, make, language):
    address, action = make()
    for number in range(21):
        answer = client.post(action, {"password": f"sai {number}", "return_url": address})
    assert answer.status_code == 429
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize(("make", "language"), CLOSED)
def test_the_right_password_opens_it(client, make, language):
    address, action = make()
    answer = client.post(action, {"password": "hop-kin", "return_url": address})
    assert (answer.status_code, answer["Location"]) == (302, address)
    opened = client.get(address)
    assert opened.status_code == 200
    opened.close()


@pytest.mark.parametrize("make", [a_page, a_document])
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"])
def test_a_foreign_address_leads_to_the_home_page(client, make, elsewhere):
    _address, action = make()
    answer = client.post(action, {"password": "hop-kin", "return_url": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")
