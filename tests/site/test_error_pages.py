"""The pages of bad days: in the language of the address, with the way on, with nothing of the inside."""

import errno
import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError, connection
from django.http import Http404
from django.test import Client
from django.urls import path
from django.utils import translation

from hoaban.kit.access import anybody
from hoaban.kit.live_addresses import prefixes_closed_to_robots
from hoaban.site import urls, views
from tests.builders import a_portal, a_section, an_article, in_english
from tests.support.scene import Scene

PAGES = {
    400: (views.bad_request, "Địa chỉ này không đọc được", "This address cannot be understood"),
    403: (views.forbidden, None, "You may not do this"),
    500: (views.server_error, None, "Something went wrong on our side"),
    503: (views.database_away, None, "The editing desk is away for the moment"),
}
INSIDE = re.compile(r"Traceback|hoaban/|\.py|Error|Exception|Django", re.IGNORECASE)


def heading(answer):
    return re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)[1].strip()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("status", PAGES)
def test_each_page_speaks_the_language_that_is_chosen(rf, status, language):
    view, vietnamese, english = PAGES[status]
    with translation.override(language):
        answer = view(rf.get("/"))
    assert answer.status_code == status
    assert f'<html lang="{language}"' in answer.content.decode()
    if language == "en":
        assert heading(answer) == english
    else:
        assert heading(answer) not in {"", english}
        assert vietnamese in {None, heading(answer)}


@pytest.mark.parametrize("status", PAGES)
def test_no_page_needs_the_database_or_shows_the_inside(rf, django_assert_num_queries, db, status):
    with django_assert_num_queries(0):
        answer = PAGES[status][0](rf.get("/", headers={"host": "evil.example"}))
    assert not INSIDE.search(re.sub(r"<[^>]+>", "", answer.content.decode()))
    assert "evil.example" not in answer.content.decode()


def test_a_form_that_is_too_large_is_told_the_limit(rf, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
    answer = views.bad_request(rf.post("/"), RequestDataTooBig("hidden"))
    assert answer.status_code == 413
    assert "3 MB" in answer.content.decode()
    assert "hidden" not in answer.content.decode()


@pytest.mark.parametrize(("limit", "words"), [(1024, "1 KB"), (1536, "1536"), (2**30, "1 GB")])
def test_a_limit_is_said_in_words(rf, limit, words):
    answer = views.too_large(rf.post("/"), limit)
    assert (answer.status_code, words in answer.content.decode()) == (413, True)


def test_why_an_address_was_refused_stands_in_the_log_alone(rf, caplog):
    with caplog.at_level("INFO", "hoaban.site.views"):
        answer = views.bad_request(rf.get("/" + "x" * 500), reason="path with <hidden>")
    assert "path with <hidden>" in caplog.text
    assert "x" * 201 not in caplog.text
    assert "hidden" not in answer.content.decode()


def test_what_the_product_does_not_offer_is_not_there(rf):
    with pytest.raises(Http404):
        views.nothing_here(rf.get("/"))


# Whole requests ------------------------------------------------------------------------------------------------------


def fails(_request):
    raise ZeroDivisionError("secret inside")


AWAY = OperationalError("no such host: database.internal")


def loses_the_database(_request, *, error=AWAY):
    raise error


@pytest.fixture
def at_fault(settings, monkeypatch, db):
    """A reader of a portal in two languages, at which some addresses fail."""
    in_english(a_portal())
    wrong = [path(f"{prefix}fails/", fails) for prefix in ("", "en/")] + [path("away/", loses_the_database)]
    monkeypatch.setattr(urls, "urlpatterns", [*wrong, *urls.urlpatterns])
    monkeypatch.setattr("hoaban.site.guard.rule_of", lambda _match: anybody)
    settings.ROOT_URLCONF = "hoaban.site.urls"
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "title"), [("/en/fails/", PAGES[500][2]), ("/fails/", None)])
def test_a_fault_of_ours_is_a_page_without_it(at_fault, address, title):
    answer = at_fault.get(address)
    assert answer.status_code == 500
    assert title in {None, heading(answer)}
    assert "secret inside" not in answer.content.decode()
    assert "theme/portal.css" in answer.content.decode()


def test_a_database_that_is_away_is_a_503_with_a_time(at_fault, monkeypatch):
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    answer = at_fault.get("/away/")
    assert (answer.status_code, answer["Retry-After"]) == (503, views.SECONDS_BEFORE_NEXT_TRY)
    assert "database.internal" not in answer.content.decode()


@pytest.mark.parametrize("said", ["database disk image is malformed", "unable to open database file", "disk is full"])
def test_a_file_that_cannot_be_used_as_database_is_a_503_too(at_fault, monkeypatch, said):
    monkeypatch.setattr(loses_the_database, "__kwdefaults__", {"error": DatabaseError(said)})
    assert at_fault.get("/away/").status_code == 503


def test_a_full_disk_is_told_to_whoever_saves(at_fault, monkeypatch):
    monkeypatch.setattr(loses_the_database, "__kwdefaults__", {"error": OSError(errno.ENOSPC, "No space left")})
    answer = at_fault.get("/away/")
    assert (answer.status_code, heading(answer)) == (507, "Ổ đĩa của cổng đã đầy")


def test_a_fault_of_a_database_that_answers_is_ours(at_fault):
    assert at_fault.get("/away/").status_code == 500


@pytest.fixture
def reader(db):
    an_article(a_section(in_english(a_portal()).get_translations().get().specific))
    return Client(raise_request_exception=False)


NOWHERE = [
    "/khong-co/",
    "/tin-tuc/khong-co/",
    "/en/khong-co/",
    "/tin-tuc/../../etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd/",
    "/tin-tuc/%0d%0aSet-Cookie:a=b/",
    "/<script>alert(1)</script>/",
    "/%3Cscript%3Ealert(1)%3C/script%3E/",
    "/tin-tuc/' OR 1=1 --/",
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/media/../hoaban.sqlite3",
    "/media/images/../../hoaban.sqlite3",
    "/media/original_images/a.jpg",
    "/tep/999999/a.pdf",
    "/tep/0/..%2f..%2fsecret_key",
    "/ỗ/",
    "/%ff%fe/",
]


def test_what_is_nowhere_is_a_404_in_the_portals_look(reader):
    for address in NOWHERE:
        answer = reader.get(address)
        body = answer.content.decode()
        assert answer.status_code == 404, address
        assert "<script>alert" not in body, address
        assert '<link rel="stylesheet" href="/look.css">' in body, address
        assert not answer.cookies, address


@pytest.mark.parametrize(("address", "language"), [("/khong-co/", "vi"), ("/en/khong-co/", "en")])
def test_a_404_speaks_the_language_of_its_address(reader, address, language):
    answer = reader.get(address)
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer["Content-Language"] == language


def test_a_form_from_elsewhere_is_refused_in_words(db):
    scene = Scene(Client(enforce_csrf_checks=True))
    answer = scene.desk.post(f"/quan-tri/pages/{scene.article.pk}/edit/", {"title": "x"})
    assert answer.status_code == 403
    assert heading(answer) not in {"", PAGES[403][2]}
    scene.article.refresh_from_db()
    assert scene.article.title == "Bài"


# robots.txt ----------------------------------------------------------------------------------------------------------


def test_robots_are_kept_from_the_desk_and_led_to_the_site_map(reader):
    answer = reader.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow:")]
    assert set(prefixes_closed_to_robots()) <= set(closed)
    assert "/" not in closed
    assert [line for line in lines if line.startswith("Sitemap: http") and line.endswith(".xml")]


@pytest.mark.parametrize("query", ["?a=b", "?q=%3Cscript%3E"])
def test_robots_are_told_the_same_whatever_is_asked_with_it(reader, query):
    assert reader.get(f"/robots.txt{query}").content == reader.get("/robots.txt").content
