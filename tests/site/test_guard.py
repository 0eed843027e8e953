"""Rules of access for people made up here: who comes in, who is led where, and what is not there for anybody."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch, resolve, reverse

from hoaban.kit.access import LARGEST_KEY, AccessRequest, AccessRule, anybody, enters, nobody, nowhere
from hoaban.media.models import AttachedFile, Photo
from hoaban.pages.choosing import permitted_pages
from hoaban.site import access_rules, access_table, guard
from hoaban.site.access_table import DeclaredTwice, name_of, rule_named, rules
from hoaban.site.guard import Guard
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor, made_private, somebody_with

pytestmark = pytest.mark.django_db
REACHED = HttpResponse(status=299)


def a_match(name="some_name", route="some/<int:pk>/", namespaces=()):
    return ResolverMatch(lambda _request: REACHED, (), {}, name, None, list(namespaces), route)


def asked(user, method="get", address="/quan-tri/", match=None, named=None, args=(), **data):
    request = getattr(RequestFactory(), method)(address, data)
    request.user = user
    return AccessRequest(request, match or a_match(), args, named or {})


@pytest.fixture
def declared(monkeypatch):
    """Lets a test declare the rules of a house of its own."""

    def say(*entries):
        for table in (rules, rule_named):
            table.cache_clear()
        monkeypatch.setattr(access_table, "declared", lambda _kind: entries)

    yield say
    monkeypatch.undo()
    for table in (rules, rule_named):
        table.cache_clear()


def answer(user, rule, monkeypatch, **headers):
    """What the guard answers where the address has this rule; None where the view may."""
    monkeypatch.setattr(guard, "rule_of", lambda _match: rule)
    request = RequestFactory().get("/quan-tri/x/", headers=headers)
    request.user, request.resolver_match = user, a_match()
    request.session, request._messages = {}, FakeMessages()
    return Guard(lambda _request: REACHED).process_view(request, None, (), {})


class FakeMessages:
    def add(self, *_words):
        pass


# The table -----------------------------------------------------------------------------------------------------------


def test_a_name_has_its_own_rule_before_that_of_its_namespace(declared):
    declared(AccessRule("docs:*", nobody), AccessRule("docs:index docs:add", enters))
    assert [rule_named(f"docs:{name}") for name in ("index", "add", "new")] == [enters, enters, nobody]
    assert rule_named("docs") is None
    assert rule_named("other:index") is None


def test_a_star_stands_for_kinds_of_a_library(declared):
    declared(AccessRule("wagtailsnippets_*:*", enters))
    assert rule_named("wagtailsnippets_pages_weblink:edit") is enters
    assert rule_named("wagtailsnippetchoosers_pages_weblink:choose") is None


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_patterns_the_more_exact_holds_whichever_room_comes_first(declared, turned):
    given = [AccessRule("wagtailsnippets_*:*", enters), AccessRule("wagtailsnippets_pages_weblink:*", nobody)]
    declared(*(given[::-1] if turned else given))
    assert rule_named("wagtailsnippets_pages_weblink:edit") is nobody
    assert rule_named("wagtailsnippets_pages_other:edit") is enters


@pytest.mark.parametrize("twice", ["a", "b a", "b\n a"])
def test_an_address_with_two_rules_is_refused(declared, twice):
    declared(AccessRule("a", enters), AccessRule(twice, nobody))
    with pytest.raises(DeclaredTwice, match="'a'"):
        rules()


@pytest.mark.parametrize(
    ("match", "name"),
    [
        (a_match("edit", namespaces=["docs"]), "docs:edit"),
        (a_match("edit"), "edit"),
        (a_match(None, "some/<int:pk>/"), "some/<int:pk>/"),
        (a_match(None, "some/", ["docs"]), "some/"),
    ],
)
def test_an_address_without_a_name_goes_by_its_route(match, name):
    assert name_of(match) == name


# The guard -----------------------------------------------------------------------------------------------------------


def test_an_address_without_a_rule_is_nowhere_and_the_log_says_what_to_do(monkeypatch, caplog):
    with pytest.raises(Http404):
        answer(an_editor(), None, monkeypatch)
    assert "has no AccessRule in any room.py" in caplog.text


def test_a_pattern_that_catches_the_rest_is_nowhere_without_a_word(monkeypatch, caplog):
    with pytest.raises(Http404):
        answer(AnonymousUser(), nowhere, monkeypatch)
    assert caplog.text == ""


def test_a_reader_gets_what_is_anybodys_and_is_led_to_the_sign_in_otherwise(monkeypatch):
    assert answer(AnonymousUser(), anybody, monkeypatch) is None
    refused = answer(AnonymousUser(), enters, monkeypatch)
    assert refused.status_code == 302
    assert refused.url.startswith(f"{reverse('wagtailadmin_login')}?next=")


def test_a_script_without_a_session_is_told_403(monkeypatch):
    with pytest.raises(PermissionDenied):
        answer(AnonymousUser(), enters, monkeypatch, x_requested_with="XMLHttpRequest")


def test_an_account_without_the_desk_is_no_editor(monkeypatch):
    refused = answer(an_editor("reader", superuser=False), lambda _asked: pytest.fail("It asked."), monkeypatch)
    assert refused.status_code == 302


@pytest.mark.parametrize(("verdict", "passes"), [(True, True), (False, False)])
def test_an_editor_gets_what_the_rule_says(monkeypatch, verdict, passes):
    told = answer(an_editor(), lambda _asked: verdict, monkeypatch)
    assert (told is None) is passes
    if not passes:
        assert (told.status_code, told.url) == (302, reverse("wagtailadmin_home"))


def test_a_rule_may_answer_itself(monkeypatch):
    own = HttpResponse(status=204)
    assert answer(an_editor(), lambda _asked: own, monkeypatch) is own


# Rules about pages and files -----------------------------------------------------------------------------------------


@pytest.fixture
def branches():
    """A section of somebody who may change it, and one that is closed to him."""
    home = a_portal()
    mine, closed = a_section(home, "Của tôi"), a_section(home, "Của người khác")
    made_private(closed)
    return mine, closed, somebody_with("change", "add", page=mine)


@pytest.mark.parametrize(("to_mine", "may"), [(True, True), (False, False)])
def test_a_page_is_moved_only_to_where_one_may_work(branches, to_mine, may):
    mine, closed, user = branches
    page, goal = an_article(mine), mine if to_mine else closed
    named = {"page_to_move_id": page.pk, "destination_id": goal.pk}
    assert access_rules.moves_page(asked(user, named=named)) is may


@pytest.mark.parametrize("goal", ["0", "x", "-1", str(LARGEST_KEY), str(LARGEST_KEY + 1), ""])
def test_a_goal_that_is_none_is_not_there(branches, goal):
    mine, _closed, user = branches
    with pytest.raises(Http404):
        access_rules.moves_page(asked(user, named={"page_to_move_id": mine.pk, "destination_id": goal}))


def test_a_form_that_names_a_parent_needs_one_that_is_ones_own(branches):
    mine, closed, user = branches
    rule = access_rules.page_onto("new_parent_page")

    def may(parent, page=None):
        named = {"page_id": page.pk} if page else {}
        data = {"new_parent_page": parent} if parent != "" else {}
        return rule(asked(user, "post", named=named, **data))

    assert may(mine.pk, mine) is True
    assert may("", mine) is True, "the first step names none yet"
    assert may(closed.pk, mine) is False
    assert may("x", mine) is False
    assert may(mine.pk) is True
    assert may(mine.pk, closed) is False


@pytest.mark.parametrize(
    ("number", "may"), [("own", True), ("0", False), ("x", False), (None, False), (str(LARGEST_KEY + 1), False)]
)
def test_a_file_is_changed_by_its_number_alone(number, may):
    photo, chief = a_photo(), an_editor()
    named = {} if number is None else {"image_id": photo.pk if number == "own" else number}
    assert access_rules.on_file(Photo)(asked(chief, named=named)) is may
    assert access_rules.on_file(AttachedFile)(asked(chief, named=named)) is False


def test_a_file_is_not_shown_to_who_has_no_right_to_any():
    photo, writer = a_photo(), somebody_with("change", page=a_section(a_portal()))
    assert access_rules.on_file(Photo)(asked(writer, named={"pk": photo.pk})) is False


def test_a_setting_is_changed_by_who_has_the_right_to_it():
    user = somebody_with(page=a_portal())
    named = {"app_name": "pages", "model_name": "siteidentity"}
    assert access_rules.changes_setting(asked(user, named=named)) is False
    user.groups.get().permissions.add(Permission.objects.get(codename="change_siteidentity"))
    again = type(user).objects.get(pk=user.pk)
    assert access_rules.changes_setting(asked(again, named=named)) is True
    assert access_rules.changes_setting(asked(again, named={**named, "model_name": "sideblocks"})) is False


def test_only_who_works_on_pages_somewhere_writes(branches):
    mine, _closed, user = branches
    assert access_rules.writes(asked(user)) is True
    assert access_rules.writes(asked(somebody_with(page=mine, name="guest"))) is False


@pytest.mark.parametrize("model", ["weblinkgroup"])
def test_snippets_are_shown_to_who_has_a_right_and_chosen_by_who_writes(branches, model):
    _mine, _closed, writer = branches
    screens = resolve(reverse(f"wagtailsnippets_pages_{model}:list"))
    assert access_rules.on_snippets(asked(writer, match=screens)) is False
    assert access_rules.on_snippets(asked(an_editor(), match=screens)) is True
    chooser = resolve(reverse(f"wagtailsnippetchoosers_pages_{model}:choose"))
    assert access_rules.on_chooser(asked(writer, match=chooser)) is True
    create = resolve(reverse(f"wagtailsnippetchoosers_pages_{model}:create"))
    assert access_rules.on_chooser(asked(an_editor("chief"), match=create)) is False


def test_a_namespace_of_no_snippet_is_nowhere():
    with pytest.raises(Http404):
        access_rules.on_snippets(asked(an_editor(), match=a_match(namespaces=["wagtailsnippets_no_such"])))


def test_all_that_is_chosen_must_be_choosable(branches):
    mine, closed, user = branches
    rule = access_rules.chosen(permitted_pages)
    assert rule(asked(user, id=[mine.pk])) is True
    assert rule(asked(user, named={"page_id": mine.pk}, id=[mine.pk])) is True
    for wanted in ([closed.pk], [mine.pk, closed.pk], ["x"], [mine.pk, "0"], [LARGEST_KEY + 1]):
        with pytest.raises(Http404):
            rule(asked(user, id=wanted))


def test_a_chooser_opens_at_the_top_where_the_page_is_closed(branches):
    mine, closed, user = branches
    assert access_rules.browses(asked(user, named={"page_id": mine.pk})) is True
    for page in (closed.pk, 0, "x"):
        led = access_rules.browses(asked(user, named={"page_id": page}, page_type="news.article"))
        assert (led.status_code, led.url) == (302, f"{reverse('wagtailadmin_choose_page')}?page_type=news.article")


def test_an_import_of_redirects_begins_with_its_file():
    chief, guest = an_editor(), somebody_with(page=a_portal())
    whole = {"import_file_name": "a.csv", "input_format": "0"}
    assert access_rules.imports_redirects(asked(chief, "post", **whole)) is True
    assert access_rules.imports_redirects(asked(chief)) is True
    assert access_rules.imports_redirects(asked(guest, "post", **whole)) is False
    led = access_rules.imports_redirects(asked(chief, "post", input_format="0"))
    assert (led.status_code, led.url) == (302, reverse("wagtailredirects:start_import"))


PAGES = {"app_label": "wagtailcore", "model_name": "page"}


def test_acts_on_many_name_only_what_is_ones_own(branches):
    mine, closed, user = branches
    article = an_article(mine)

    def may(**said):
        return access_rules.in_bulk(asked(user, named=PAGES, **said))

    assert may(id=[article.pk]) is True
    assert may(id=[article.pk, mine.pk]) is True
    assert may(id=[article.pk, closed.pk]) is False
    assert may(id=["x"]) is False
    assert may(id=["all"]) is True
    assert may(id=["all"], childOf=mine.pk) is True
    assert may(id=["all"], childOf=closed.pk) is False
    assert may(id=["all"], childOf="x") is False


def test_acts_on_many_lead_only_to_what_is_ones_own(branches):
    mine, closed, user = branches
    address = f"/quan-tri/?id={an_article(mine).pk}"
    for goal, may in ((mine.pk, True), (closed.pk, False), ("x", False)):
        assert access_rules.in_bulk(asked(user, "post", address, named=PAGES, chooser=goal)) is may


@pytest.mark.parametrize("named", [("no_such", "page"), ("wagtailcore", "no_such"), ("", "")])
def test_acts_on_what_is_no_model_are_nowhere(named):
    with pytest.raises(Http404):
        access_rules.in_bulk(asked(an_editor(), named=dict(zip(PAGES, named, strict=True))))
