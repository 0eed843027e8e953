"""Whatever is typed, the search answers or says why not; it never fails."""

import pytest

from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = [
    "\0",
    "*:",
    '"',
    "“",
    '"' * 200,
    "x" * 5000,
    "từ " * 1500,
    "\x07\x1b[",
    "-",
    '-"',
    "a:b",
    "AND",
    "title:",
    "[1 TO",
]


@pytest.fixture(autouse=True)
def _portal(follow):
    an_article(a_section(a_portal()), "Bài về bánh")
    follow()


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("address", ["/tim-kiem/", "/tim-kiem/goi-y/", "/tim-kiem/atom.xml"])
def test_bad_words(client, typed, address):
    assert client.get(address, {"q": typed}).status_code in (200, 400)


@pytest.mark.parametrize("name", ["page", "year", "section", "kind", "sort"])
@pytest.mark.parametrize("value", [str(10**23), "-1", "0", "x", "\0", "1e3", "٣", ""])
def test_bad_values(client, name, value):
    assert client.get("/tim-kiem/", {"q": "bánh", name: value}).status_code in (200, 400, 404)


def test_markup_is_shown_as_text(client):
    answer = client.get("/tim-kiem/", {"q": "<script>alert(1)</script> bánh"})
    assert b"<script>alert" not in answer.content
    assert "<mark>bánh</mark>" in answer.content.decode()


def test_an_empty_search_shows_the_field(client):
    assert 'name="q"' in client.get("/tim-kiem/").content.decode()


def test_nothing_found_helps_on(client):
    assert "/so-do/" in client.get("/tim-kiem/", {"q": "khongcogi"}).content.decode()
