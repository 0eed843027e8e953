"""Which query parameters mean something, from the database through the press to what readers get."""

import json
import logging

import pytest
from wagtail.contrib.redirects.models import Redirect

from hoaban.front.hosts import read_hosts
from hoaban.press import actions, address_rendering, host_parameters
from hoaban.press.verify import Verifier
from tests.builders import a_portal, a_section, an_article
from tests.support.press import PORTAL, a_press, differences
from tests.support.wire import Wire, running_front

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article():
    return an_article(a_section(a_portal()), "Bài mới")


@pytest.fixture
def press(tmp_path):
    with a_press(tmp_path) as press:
        yield press


@pytest.fixture
def front(press, article, desk):
    for old_path in ("/?p=123", "/index.php?id=5&mod=news", "/tin-tuc?id=7", "/cu/trang?so=1", "/rss.xml?cat=2"):
        Redirect.add_redirect(old_path, redirect_to=article)
    press.catch_up()
    with running_front(press.directory.root, desk.socket) as front:
        yield front


def led_to(front, target):
    reply = front.ask(target, Host=PORTAL)
    return reply.status, reply["location"]


@pytest.mark.parametrize(
    "target",
    [
        "/?p=123",
        "/?fbclid=IwAR0&p=123&utm_source=zalo",
        "/index.php?mod=news&id=5",
        "/index.php?id=5&mod=news",
        "/tin-tuc?id=7",
        "/tin-tuc/?id=7",
        "/cu/trang?so=1",
        "/cu/trang/?so=1",
        "/rss.xml?cat=2",
    ],
)
def test_an_old_address_with_a_query_leads_on_although_a_page_stands_there(front, article, target):
    assert led_to(front, target) == (301, article.url)


def test_what_no_old_address_names_is_ignored(front, desk):
    asked = len(desk.asked())
    page = front.ask("/", Host=PORTAL)
    assert page.status == 200
    for target in ("/?utm_source=zalo", "/?p=124", "/?P=123", "/?p", "/?q=123", "/?p=123%00", "/?=123"):
        assert front.ask(target, Host=PORTAL).lasting == page.lasting, target
    assert len(desk.asked()) == asked


def test_a_parameter_that_the_desk_understands_goes_to_the_desk(front, desk, press):
    said = read_hosts(press.directory.root).parameters[PORTAL]
    assert said["/tim-kiem/"] == said["/en/tim-kiem/"] == ["kind", "list", "page", "q", "section", "sort", "year"]
    front.ask("/tim-kiem/?q=hoa&page=2", Host=PORTAL)
    assert desk.asked()[-1] == "GET /tim-kiem/?q=hoa&page=2"


def test_five_thousand_queries_on_one_page_cost_the_desk_and_the_memory_nothing(front, desk):
    target = "/tin-tuc/bai-moi/"
    with Wire(front.port) as wire:
        page = wire.ask(target, Host=PORTAL)
        for number in range(200):
            wire.ask(f"{target}?first={number}", Host=PORTAL)
        asked, resident = len(desk.asked()), front.resident()
        wanted = {wire.ask(f"{target}?page={n}&x{n}={'y' * 500}", Host=PORTAL).body for n in range(5000)}
        assert wanted == {page.body}
        # The same on a page of which an old address names one parameter.
        home = wire.ask("/", Host=PORTAL).body
        assert {wire.ask(f"/?p=9{number}", Host=PORTAL).body for number in range(5000)} == {home}
    assert len(desk.asked()) == asked
    # 10,000 addresses of 500 bytes would be five million; what is left is the machine's own breathing.
    assert front.resident() - resident < 2_000_000


def test_beyond_the_last_page_there_is_nothing(front, desk, client):
    number = next(url for url in ("/tin-tuc/luu-tru/",) if front.ask(url, Host=PORTAL).status == 200)
    assert front.ask(f"{number}1999/01/trang-99/", Host=PORTAL).status == 404
    assert client.get("/tim-kiem/", {"q": "hoa", "page": "99"}).status_code == 404
    assert client.get("/tim-kiem/", {"q": "hoa"}).status_code == 200


def test_a_redirect_that_comes_or_goes_moves_the_list_of_hosts_and_the_generation(front, press, article):
    counted = press.directory.move_on()
    new = Redirect.add_redirect("/tin-tuc/bai-moi/?bai=1", redirect_to="https://khac.example/")
    assert led_to(front, "/tin-tuc/bai-moi/?bai=1") == (200, None)
    press.catch_up()
    assert press.directory.move_on() > counted + 1
    assert led_to(front, "/tin-tuc/bai-moi/?bai=1") == (301, "https://khac.example/")
    new.delete()
    press.catch_up()
    assert "/tin-tuc/bai-moi" not in read_hosts(press.directory.root).old_parameters[PORTAL]
    assert led_to(front, "/tin-tuc/bai-moi/?bai=1") == (200, None)
    assert differences(press) == []


def test_many_old_addresses_are_one_path_with_their_names(press, article):
    old = [f"/default.aspx?id={number}&tabid=9" for number in range(3000)]
    Redirect.objects.bulk_create([Redirect(old_path=path, redirect_page=article) for path in old])
    (site,) = address_rendering.sites()
    assert host_parameters.gather({PORTAL: site}).of_old == {PORTAL: {"/default.aspx": ["id", "tabid"]}}


def test_the_list_stays_small_and_says_what_it_leaves_out(press, article, caplog):
    most = host_parameters.MOST_PATHS
    rows = [Redirect(old_path=f"/bai-{number}.php?x={number}", redirect_page=article) for number in range(most + 5)]
    rows += [Redirect(old_path=f"/?p={number}", redirect_page=article) for number in range(2)]
    rows += [Redirect(old_path=f"/t.php?t={number}&n{number}=1", redirect_page=article) for number in range(300)]
    Redirect.objects.bulk_create(rows)
    (site,) = address_rendering.sites()
    with caplog.at_level(logging.WARNING):
        found = host_parameters.gather({PORTAL: site}).of_old[PORTAL]
    assert len(found) == most
    assert found["/"] == ["p"], "where many addresses share a path, it stays"
    assert len(found["/t.php"]) == host_parameters.MOST_NAMES
    assert "t" in found["/t.php"], "and there the names that most of them carry"
    assert "are not told to the front" in caplog.text


def test_verify_compares_the_list_of_hosts_and_mends_it(front, press):
    place = press.directory.root / "hosts.json"
    said = json.loads(place.read_text())
    place.write_text(json.dumps({**said, "old_parameters": {}}))
    comparison = Verifier(press.directory).verify()
    assert [str(one) for one in comparison.differences] == [
        "stale    /hosts.json: hosts or query parameters have changed"
    ]
    actions.mend(press, comparison.differences)
    press.catch_up()
    assert differences(press) == []
    assert json.loads(place.read_text()) == said


def test_a_front_reads_what_a_newer_press_has_written(tmp_path):
    (tmp_path / "hosts.json").write_text('{"folders": {"a": "b"}, "something_new": 5}')
    assert read_hosts(tmp_path).folders == {"a": "b"}
    (tmp_path / "hosts.json").write_text("[]")
    assert read_hosts(tmp_path).folders == {}
