"""No address gives a 500: every address of the product with hostile values in it, for readers and on the desk."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as some

from tests.builders import a_portal, a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

HUGE = "9" * 23
# Fits into a number of 64 bits, but not into PostgreSQL's integer.
LARGE = str(2**40)
QUERIES = [
    "p=%00",
    f"p={HUGE}",
    f"p={LARGE}&page={LARGE}&id={LARGE}&owner={LARGE}&collection_id={LARGE}&q={HUGE}",
    f"offset={HUGE}&limit={HUGE}&id=-{HUGE}",
    "q=%ff%fe%00",
    "page=-1&order=%27&ordering=x%22&p=abc&q=%22*%3A%22%22",
    "p=%ed%a0%80&q=%ed%a0%80&id=%ff",
]
VALUES = [HUGE, "%00", LARGE, "%ff%ed%a0%80"]
CONVERTER = re.compile(r"<(?:(\w+):)?\w+>")
DESK = settings.DESK_PATH


def routes(patterns, prefix=""):
    """Every address pattern of the product as text."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def address(route, value):
    """An address of the pattern with the value in each place that can hold it."""

    def fill(found):
        kind = found[1] or "str"
        if kind == "int":
            return value if value.isdecimal() else HUGE
        return "00000000-0000-0000-0000-000000000000" if kind == "uuid" else value

    filled = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", value, CONVERTER.sub(fill, route))
    filled = re.sub(r"\((?:\?:)?([^()|]*)[^()]*\)\??", r"\1", filled)
    return "/" + re.sub(r"[\^$?\\]", "", filled).replace("//", "/").lstrip("/")


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


@pytest.fixture
def reader():
    home = a_portal()
    section = a_section(home)
    an_article(section)
    return Client(raise_request_exception=False)


@pytest.fixture
def editor(reader, django_user_model):
    editor = Client(raise_request_exception=False)
    editor.force_login(django_user_model.objects.create_superuser("chief", "chief@hoaban.example", "x"))
    return editor


def failures(client, addresses):
    answers = ((each, client.get(each)) for each in addresses)
    return [(each, answer.status_code) for each, answer in answers if answer.status_code >= 500]


def test_the_list_of_addresses_is_whole():
    assert len(ROUTES) > 200
    assert any("sitemap" in route for route in ROUTES)
    assert any(route.startswith(DESK + "pages/") for route in ROUTES)


@pytest.mark.parametrize("value", VALUES)
def test_hostile_values_in_the_path(reader, value):
    assert failures(reader, [address(route, value) for route in ROUTES if not route.startswith(DESK)]) == []


@pytest.mark.parametrize("query", QUERIES)
def test_hostile_values_in_the_query(reader, query):
    public = ["/", "/en/", "/tin-tuc/", "/khong-co/", *(address(route, "x") for route in ROUTES)]
    assert failures(reader, [f"{each}?{query}" for each in public if not each.startswith(f"/{DESK}")]) == []


@pytest.mark.parametrize("value", VALUES[:3])
def test_hostile_values_in_the_paths_of_the_desk(editor, value):
    desk = [route for route in ROUTES if route.startswith(DESK) and "logout" not in route]
    assert failures(editor, [address(route, value) for route in desk]) == []


@pytest.mark.parametrize("query", QUERIES)
def test_hostile_values_in_the_queries_of_the_desk(editor, query):
    plain = [route for route in ROUTES if route.startswith(DESK) and "<" not in route and "logout" not in route]
    assert failures(editor, [f"{address(route, 'x')}?{query}" for route in plain]) == []


@effort(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=some.sampled_from(["/", "/en/", "/tin-tuc/", "/the/", "/tim-kiem/", "/qr/", "/tep/", "/media/", "/sitemap-"]),
    path=some.binary(max_size=30),
    query=some.binary(max_size=60),
)
def test_any_bytes_in_an_address(reader, start, path, query):
    hostile = f"{start}{quote(path)}?q={quote(query)}&{quote(query, safe='=&')}"
    assert reader.get(hostile).status_code < 500


@pytest.mark.parametrize(
    "host", ["evil.test", "portal.test:99999", "a,b", "localhost:0", "localhost:", "[::1", "x" * 300]
)
def test_a_host_that_is_not_ours(reader, host):
    assert reader.get("/", headers={"host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(reader):
    answer = reader.get("/", headers={"x-forwarded-host": "evil.test", "x-forwarded-port": "99999"})
    assert answer.status_code == 200
    assert b"evil.test" not in answer.content


def test_an_overlong_address_is_refused_early(reader, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert reader.get("/" + "x" * 5_000 + "/").status_code == 400
        assert reader.get("/tim-kiem/?q=" + "x" * 5_000).status_code == 400


def test_a_refusal_is_a_page_in_the_portals_look(reader):
    answer = reader.get("/?p=%00")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "theme/portal.css" in page
    assert '<html lang="vi">' in page
    assert "Địa chỉ này không đọc được" in page


def test_a_long_number_is_a_good_question_to_search_for(reader):
    assert reader.get(f"/tim-kiem/?q={HUGE}").status_code == 200
