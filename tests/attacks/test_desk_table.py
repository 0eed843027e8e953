"""Who may call which address of the resolver, and what nobody is told there who has no right to it.

Every address is asked as each of five persons, by GET and by POST with forged numbers, about things of the reporter's
own branch and of a branch that is closed to all of them. The statuses stand in `desk_table.csv`; write it anew with
`WRITE_DESK_TABLE=1 pytest tests/attacks/test_desk_table.py -n 0` and read what has changed. No answer may hold the
marker that stands in every text of what is closed to the person.
"""

from __future__ import annotations

import csv
import fnmatch
import os
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import path as url
from django.urls import resolve

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.site import urls as product_urls
from hoaban.site.access_table import ALL_THAT_BEGIN_SO, DeclaredTwice, rule_named, rule_of, rules
from tests.attacks.desk_addresses import PAGE_NAMES, PARAMETER, addresses
from tests.attacks.desk_scene import NUMBER, PEOPLE, a_scene
from tests.attacks.desk_walk import Walker, forged, outcome, rows, text_of

pytestmark = [pytest.mark.django_db]
TABLE = Path(__file__).with_name("desk_table.csv")
COLUMNS = ("address", "method", "things", *PEOPLE)
WRITES = bool(os.environ.get("WRITE_DESK_TABLE"))
# Whether one is asked about things is no question of whose they are for who may see all or nothing.
ASKED_ABOUT_ONE = ("anonymous", "administrator")
CLOSED = {"302 home", "302 login", "400", "403", "404", "405"}
Row = tuple[str, str, str]


def expected() -> dict[Row, dict[str, str]]:
    """The table, by address, method and whose things."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["address"], row["method"], row["things"]): row for row in csv.DictReader(file)}


def told(answer, path, markers):
    """Which markers an answer tells of: in what it says, not in what it repeats of its own address."""
    text = text_of(answer).replace(path, "")
    return [marker for marker in markers if marker in text]


def variants(things):
    """What lists, choosers and exports can be asked beside their address."""
    ids = "&".join(f"id={one.pk}" for one in things.pages.values())
    within = f"collection_id={things.collection.pk}&child_of={things.section.pk}&parent_page_id={things.section.pk}"
    return ("q=chung&search=chung&term=thẻ", f"{ids}&{within}&fields=*", "export=csv")


def walk(scene, person):
    """({row: outcome}, what was told that must not be) of everything, as one person."""
    walker, found, leaks = Walker(scene.people[person]), {}, []
    markers = [scene.secret.mark, str(NUMBER)] if person != "administrator" else []
    markers += [scene.own.mark] if person in ("anonymous", "desk", "editor") else []
    for address, whose, things in rows(scene):
        if whose == "own" and person in ASKED_ABOUT_ONE:
            continue
        for page in ("draft", "changed", "private") if whose and "page" in address.route else ("draft",):
            outcomes, told_here = ask_address(walker, scene, address, things, page, markers)
            leaks += told_here
            if page == "draft":
                found |= {(address.name, method, whose): answers for method, answers in outcomes.items()}
    return found, leaks


def ask_address(walker, scene, address, things, page, markers):
    """({method: outcomes}, what was told) of one address, asked about the things by GET and by POST."""
    by_method, leaks = {"GET": [], "POST": []}, []
    for path in dict.fromkeys(address.filled(scene, things, page)):
        for method, outcomes in by_method.items():
            answer = walker.ask(method, path, forged(scene.secret) if method == "POST" else None)
            leaks += [(address.name, method, path, marker) for marker in told(answer, path, markers)]
            outcomes.append(outcome(answer))
        is_open = by_method["GET"][-1] not in CLOSED and rule_named(address.name) is not anybody
        if markers and walker.person is not None and is_open and page == "draft":
            leaks += asked_more(walker, address, path, things, markers)
    return {method: " ".join(dict.fromkeys(outcomes)) for method, outcomes in by_method.items()}, leaks


def asked_more(walker, address, path, things, markers):
    """What an address tells that is asked with more than itself."""
    leaks, queries = [], list(variants(things))
    for query in queries:
        asked = f"{path}{'&' if '?' in path else '?'}{query}"
        answer = walker.ask("GET", asked)
        leaks += [(address.name, "GET", asked, marker) for marker in told(answer, path, markers)]
        if query == "export=csv" and answer.get("Content-Type", "").startswith("text/csv"):
            queries.append("export=xlsx")
    return leaks


def written(found):
    """Put one person's column into the table."""
    table = expected() if TABLE.exists() else {}
    person, by_row = found
    for row, answer in by_row.items():
        table.setdefault(row, dict(zip(COLUMNS, row, strict=False)))[person] = answer
    known = [address.name for address in addresses()]
    kept = sorted((row for row in table if row[0] in known), key=lambda row: (known.index(row[0]), row[2], row[1]))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(table[row] for row in kept)


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says_and_is_told_nothing_else(person):
    found, leaks = walk(a_scene(), person)
    if WRITES:
        written((person, found))
    table = {row: cells[person] for row, cells in expected().items() if cells[person]}
    assert {row: (table.get(row), answer) for row, answer in found.items() if table.get(row) != answer} == {}
    assert table.keys() == found.keys()
    assert sorted(set(leaks)) == []


def test_numbers_of_others_beside_a_page_of_ones_own_tell_nothing():
    """Versions, states and tasks of the closed page, asked for under the address of the reporter's own."""
    scene, asked = a_scene(), []
    walker = Walker(scene.people["reporter"])
    for address in addresses():
        if set(PARAMETER.findall(address.route)) & PAGE_NAMES and len(PARAMETER.findall(address.route)) > 1:
            path = address.mixed(scene, scene.own, scene.secret)
            for method in ("GET", "POST"):
                answer = walker.ask(method, path, forged(scene.secret) if method == "POST" else None)
                assert told(answer, path, [scene.secret.mark]) == [], (method, path)
                asked.append(path)
    assert len(asked) > 20


def test_the_administrator_is_told_what_the_others_are_not():
    """The markers are there to be found: whoever looks for them with all rights finds them."""
    scene = a_scene()
    walker = Walker(scene.people["administrator"])
    for path in (
        f"/quan-tri/pages/{scene.secret.pages['draft'].pk}/edit/",
        f"/quan-tri/documents/edit/{scene.secret.files['document'].pk}/",
        "/quan-tri/snippets/search/wordsnotfound/",
        "/quan-tri/media/chooser/",
        "/quan-tri/tag-autocomplete/?term=thẻ",
        "/quan-tri/reports/site-history/?export=xlsx",
        "/quan-tri/reports/site-history/?export=csv",
    ):
        answer = walker.ask("GET", path)
        assert scene.secret.mark.encode("unicode_escape").decode() in text_of(answer), path


def test_no_address_is_left_out():
    """An address that a room, Django or Wagtail brings along has to be decided upon: here and in a `room.py`."""
    known = {address.name for address in addresses()}
    assert {row[0] for row in expected()} == known
    assert {name for name in known if rule_named(name) is None} == set()
    patterns = {name for name in rules() if name.endswith(ALL_THAT_BEGIN_SO)}
    assert rules().keys() - patterns - known == set()
    assert {pattern for pattern in patterns if not fnmatch.filter(known, pattern)} == set()


class WithOneMore:
    """The product's addresses and one that nobody declared."""

    handler404 = product_urls.handler404
    urlpatterns = [url("quan-tri/moi/", lambda _request: HttpResponse("mới"), name="moi"), *product_urls.urlpatterns]


def test_an_address_that_nobody_declared_is_not_there(client, settings):
    settings.ROOT_URLCONF = WithOneMore
    assert rule_of(resolve("/quan-tri/moi/")) is None
    assert client.get("/quan-tri/moi/").status_code == 404
    assert rule_of(resolve("/quan-tri/failwhale/")) is not None


def test_whoever_asks_for_what_is_not_there_writes_nothing_into_the_log(client, admin_client, caplog):
    """Wagtail answers any address of the desk; asked at random, it would fill the log with errors of ours."""
    for path in ("/quan-tri/khong-co/", "/quan-tri/khong/co/gi/"):
        assert client.get(path).status_code == 404
        assert admin_client.get(path).status_code == 404
    assert [record for record in caplog.records if record.name.startswith("hoaban.")] == []


def test_two_rules_for_one_address_are_told(monkeypatch):
    """Which of them holds must not hang on the order in which rooms are installed."""
    twice = (AccessRule("search api", enters), AccessRule("api", anybody))
    monkeypatch.setattr("hoaban.site.access_table.declared", lambda _kind: twice)
    with pytest.raises(DeclaredTwice, match="'api'"):
        rules.__wrapped__()


def test_a_rule_of_its_own_stands_before_that_of_the_namespace():
    assert rule_named("wagtailadmin_workflows:add_task") is rule_named("wagtailadmin_workflows:task_index")
    assert rule_named("wagtailadmin_workflows:add_task") is not rule_named("wagtailadmin_workflows:add")
    assert rule_named("wagtailadmin_workflows_of_tomorrow:add") is None
