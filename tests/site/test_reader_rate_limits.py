"""One network cannot keep the desk busy with searches, suggestions and forms; and reading stays free."""

import dataclasses

import pytest
import requests
from django.core.cache import caches
from django.test import Client
from wagtail.models import Locale

from hoaban.site import reader_rate_limits
from hoaban.site.middleware import TrustedProxies
from tests.builders import a_portal, a_section, an_article
from tests.support.installation import a_running_portal

pytestmark = [pytest.mark.django_db]
HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture(autouse=True)
def _little(settings, monkeypatch):
    """Limits that a test reaches soon, and one minute that does not end meanwhile."""
    settings.HOABAN = dataclasses.replace(
        settings.HOABAN, limit_searches=6, limit_suggestions=9, limit_forms=3, workers=1
    )
    monkeypatch.setattr(
        "hoaban.site.reader_rate_limits.time", type("Clock", (), {"time": staticmethod(lambda: 1_800_000_010.0)})
    )


@pytest.fixture
def portal():
    home = a_portal()
    return an_article(a_section(home), "Tin")


def statuses(address, count, network=HOME, **more):
    client = Client()
    return [client.get(address, REMOTE_ADDR=network, **more).status_code for _number in range(count)]


@pytest.mark.parametrize("address", ["/tim-kiem/?q=tin", "/en/tim-kiem/?q=tin", "/tim-kiem/atom.xml?q=tin"])
def test_searches_of_one_network_are_bounded(portal, address):
    Locale.objects.get_or_create(language_code="en")
    found = statuses(address, 9)
    assert 429 not in found[:6]
    assert found[6:] == [429] * 3
    assert 429 not in statuses(address, 3, ELSEWHERE)


def test_search_and_feed_are_one_account_and_suggestions_another(portal):
    assert statuses("/tim-kiem/?q=tin", 3) + statuses("/tim-kiem/atom.xml?q=tin", 4) == [200] * 6 + [429]
    assert statuses("/tim-kiem/goi-y/?q=ti", 10) == [200] * 9 + [429]


def test_the_refusal_is_a_page_with_the_time_to_wait(portal):
    client = Client()
    for _number in range(7):
        answer = client.get("/tim-kiem/?q=tin", REMOTE_ADDR=HOME)
    assert (answer.status_code, answer["Retry-After"]) == (429, "51")
    assert "Thử quá nhiều lần" in answer.content.decode()
    for _number in range(7):
        answer = client.get("/en/tim-kiem/?q=tin", REMOTE_ADDR=ELSEWHERE)
    assert "Too many attempts" in answer.content.decode()


def test_what_is_beyond_the_limit_asks_neither_index_nor_database(portal, django_assert_num_queries, monkeypatch):
    statuses("/tim-kiem/?q=tin", 6)
    monkeypatch.setattr("hoaban.search.queries.search", lambda *_words, **_named: pytest.fail("It searched."))
    with django_assert_num_queries(0):
        assert statuses("/tim-kiem/?q=tin", 2) == [429] * 2


def test_a_64_of_ipv6_is_one_network_and_a_48_may_ask_four_times_as_much(portal):
    found = [statuses("/tim-kiem/?q=tin", 1, f"2001:db8:5:5::{number:x}")[0] for number in range(1, 9)]
    assert found == [200] * 6 + [429] * 2
    found = [statuses("/tim-kiem/?q=tin", 1, f"2001:db8:5:{number:x}::1")[0] for number in range(16, 46)]
    assert (found.count(200), found.count(429)) == (16, 14)


def test_reading_is_never_limited(portal):
    assert set(statuses(portal.url, 30)) == {200}
    assert set(statuses("/tin-tuc/", 30)) == {200}


def test_public_forms_are_bounded(portal):
    client = Client()
    found = [client.post(portal.url, {"a": "b"}, REMOTE_ADDR=HOME).status_code for _number in range(6)]
    assert 429 not in found[:3]
    assert found[3:] == [429] * 3
    # Whoever signs in at the desk does not wait for them.
    assert client.post("/quan-tri/login/", {"username": "a", "password": "b"}, REMOTE_ADDR=HOME).status_code == 200


def test_a_proxy_that_names_nobody_is_not_taken_for_one_reader(portal):
    assert TrustedProxies(lambda _request: None).trusts("127.0.0.1")
    assert set(statuses("/tim-kiem/?q=tin", 12, "127.0.0.1")) == {200}
    assert statuses("/tim-kiem/?q=tin", 8, "127.0.0.1", HTTP_X_FORWARDED_FOR=HOME)[-2:] == [429] * 2
    # What a stranger writes before what the proxy added is believed by nobody.
    forged = [f"198.18.0.{number}, {ELSEWHERE}" for number in range(8)]
    found = [statuses("/tim-kiem/?q=tin", 1, "127.0.0.1", HTTP_X_FORWARDED_FOR=chain)[0] for chain in forged]
    assert found[-2:] == [429] * 2


def test_very_many_networks_fill_no_memory(portal):
    counts = caches["networks"]
    assert counts._max_entries <= 50_000
    for number in range(counts._max_entries + 2_000):
        reader_rate_limits.count("limit_searches", f"{number}", 1)
    assert len(counts._cache) <= counts._max_entries
    assert not any("198.51.100.7" in key for key in counts._cache)


def allowed(settings, limit, workers=1, address="198.51.100.7", tries=20):
    settings.HOABAN = dataclasses.replace(settings.HOABAN, workers=workers)
    found = [reader_rate_limits.seconds_to_wait("limit_searches", address, limit) for _number in range(tries)]
    return found.count(0)


@pytest.mark.parametrize(
    ("limit", "workers", "times"), [(0, 1, 20), (1, 1, 1), (6, 1, 6), (6, 2, 3), (7, 2, 4), (1, 8, 1), (100, 1, 20)]
)
def test_each_process_allows_its_share(settings, limit, workers, times):
    assert allowed(settings, limit, workers) == times


def test_the_time_to_wait_is_the_rest_of_the_minute(settings):
    allowed(settings, 1, tries=1)
    assert reader_rate_limits.seconds_to_wait("limit_searches", "198.51.100.7", 1) == 51


def test_a_new_minute_and_another_kind_are_counted_anew(settings):
    assert [reader_rate_limits.count("limit_searches", "net", minute) for minute in (1, 1, 2)] == [1, 2, 1]
    assert reader_rate_limits.count("limit_forms", "net", 1) == 1


def test_what_is_no_address_is_one_network(settings):
    assert allowed(settings, 3, address="unknown") == 3
    assert allowed(settings, 3, address="") == 0


def test_the_real_portal_bounds_searches_and_writes_no_address_to_the_disk(tmp_path):
    with a_running_portal(tmp_path, HOABAN_LIMIT_SEARCHES="20") as (_supervisor, port):
        address = f"http://127.0.0.1:{port}/tim-kiem/?q=tin"
        # A minute may end in between, once.
        headers = {"X-Forwarded-For": "198.51.100.77"}
        found = [requests.get(address, headers=headers, timeout=60) for _number in range(50)]
        assert 20 <= [answer.status_code for answer in found].count(200) <= 40
        refused = [answer for answer in found if answer.status_code == 429]
        assert refused
        assert 1 <= int(refused[0].headers["Retry-After"]) <= 61
        assert requests.get(address, headers={"X-Forwarded-For": "203.0.113.9"}, timeout=60).status_code == 200
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert [path for path in files if b"198.51.100.77" in path.read_bytes()] == []
