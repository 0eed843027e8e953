"""Redirects as they are kept, pressed and refused: one spelling of each address, and no circle on the air."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from hoaban.front.address_spelling import spelled
from hoaban.front.redirects import RedirectLookup
from hoaban.pages.receivers import spell_old_address
from hoaban.press.redirect_forms import OldAddressForm, OneRedirectForm
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.press import PORTAL, a_press, differences

pytestmark = pytest.mark.django_db
DECOMPOSED = "/chi\u0323-thi\u0323"


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def press(section, tmp_path):
    with a_press(tmp_path) as press:
        press.catch_up()
        yield press


def answer_at(press, wire, query=b""):
    """(status, location) of what the front finds at the bytes of a request line; None for nothing."""
    found = RedirectLookup(press.directory.root).find(PORTAL, wire, query)
    return (found.status, found.location) if found else None


def turns(press, folder=PORTAL):
    found = press.directory.redirects(folder)
    # The icons lead to published files.
    return {turn.path: turn.location for turn in found if not turn.location.startswith("/_files/")}


@pytest.mark.parametrize(
    ("kept", "asked", "query"),
    [
        ("/z-ế.html", b"/z-%E1%BA%BF.html", b""),
        ("/z-ế.html", b"/z-%e1%ba%bf.html", b""),
        ("/z-ế.html", "/z-ế.html".encode(), b""),
        ("/tin cũ/bài 1.html", b"/tin%20c%C5%A9/b%C3%A0i%201.html", b""),
        ('/tin-"nóng".html', b"/tin-%22n%C3%B3ng%22.html", b""),
        (DECOMPOSED, b"/ch%E1%BB%8B-th%E1%BB%8B", b""),
        ("/chị-thị", b"/chi%CC%A3-thi%CC%A3/", b""),
        ("/100%", b"/100%25", b""),
        ("/a%2Fb", b"/a%2fb", b""),
        ("/hỏi?chữ=đáp&id=5", b"/h%E1%BB%8Fi", b"id=5&ch%E1%BB%AF=%C4%91%C3%A1p"),
        ("/z-%ff.asp", b"/z-%FF.asp", b""),
    ],
)
def test_an_old_address_is_found_however_a_browser_spells_it(section, tmp_path, kept, asked, query):
    article = an_article(section)
    # Past every `save()`, as a program or an older version left it.
    Redirect.objects.bulk_create([Redirect(old_path=Redirect.normalise_path(kept), redirect_page=article)])
    with a_press(tmp_path) as press:
        assert not press.catch_up().failed
        assert answer_at(press, asked, query) == (301, article.url)
        assert differences(press) == []


@pytest.mark.parametrize("address", ["/a%20b?x=%2B&a=1", "/100%", "/%e1%ba", "/%00%0d%0a", "/a%253f", "/ế?ế=ế", "/"])
def test_spelling_what_is_spelled_changes_nothing(address):
    assert spelled(spelled(address)) == spelled(address)
    assert not set("\0\r\n") & set(spelled(address))


def test_the_desk_finds_the_same(section, client):
    article = an_article(section)
    Redirect.objects.create(old_path="/tin c%C5%A9/a.html", redirect_page=article)
    assert Redirect.objects.get().old_path == "/tin cũ/a.html"
    assert client.get("/tin%20c%C5%A9/a.html")["Location"] == article.url
    assert client.get("/tin%20c%C5%A9/a.html?fbclid=1")["Location"] == article.url
    assert client.get("/khong-co.html").status_code == 404


def test_rows_of_an_older_version_are_spelled_anew(section):
    rows = {"/a%20b": "/a b", DECOMPOSED: "/chị-thị", "/thường": "/thường", "/c%20d": "/c%20d", "/c d": "/c d"}
    Redirect.objects.bulk_create([Redirect(old_path=old, redirect_link="https://hoaban.example/") for old in rows])
    importlib.import_module("hoaban.pages.migrations.0002_spell_old_addresses").spell(apps, None)
    # Of two rows for one address neither is lost.
    assert sorted(Redirect.objects.values_list("old_path", flat=True)) == sorted(rows.values())


def leads(old_path, to, **fields):
    return Redirect.objects.create(old_path=old_path, redirect_link=f"http://localhost{to}", **fields)


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_a_circle_is_left_out_told_and_comes_back(section, press, client, settings, tmp_path):
    settings.VAR = tmp_path
    article = an_article(section, "Đích")
    first = leads("/a", "/b/")
    outside = leads("/vào", "/a")
    press.catch_up()
    assert {"/a", "/a/", "/vào", "/vào/"} <= set(turns(press))
    second = leads("/b", "/a")
    press.catch_up()
    assert set(turns(press)) == {"/vào", "/vào/"}, "who only comes to a circle is in none"
    assert differences(press) == []
    client.force_login(an_editor())
    shown = client.get(reverse("wagtailadmin_home")).text
    for one in (first, second):
        assert reverse("wagtailredirects:edit", args=[one.pk]) in shown
    assert reverse("wagtailredirects:edit", args=[outside.pk]) not in shown
    assert client.get("/a/").status_code == 404
    Redirect.objects.filter(pk=second.pk).update(redirect_link="", redirect_page=article)
    press.catch_up()
    assert answer_at(press, b"/a") == (301, "http://localhost/b/")
    assert answer_at(press, b"/b") == (301, article.url)
    assert differences(press) == []
    assert reverse("wagtailredirects:edit", args=[first.pk]) not in client.get(reverse("wagtailadmin_home")).text


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_a_page_that_comes_onto_a_circle_opens_it(section, press):
    leads("/tin-tuc/moi", "/b")
    leads("/b", "/tin-tuc/moi/")
    press.catch_up()
    assert turns(press) == {}
    page = an_article(section, "Mới", slug="moi")
    press.catch_up()
    assert answer_at(press, b"/b") == (301, "http://localhost/tin-tuc/moi/")
    assert press.directory.has(PORTAL, page.url)
    page.unpublish()
    press.catch_up()
    assert turns(press) == {}
    assert differences(press) == []


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_a_redirect_to_the_page_at_its_own_address_waits_until_that_moves(section, press):
    article = an_article(section, "Cũ", slug="cu")
    Redirect.objects.create(old_path="/tin-tuc/cu", redirect_page=article)
    press.catch_up()
    assert press.directory.has(PORTAL, "/tin-tuc/cu/")
    article.unpublish()
    press.catch_up()
    assert turns(press) == {}
    article.slug = "khac"
    article.save_revision().publish()
    press.catch_up()
    assert answer_at(press, b"/tin-tuc/cu") == (301, "/tin-tuc/khac/")


@pytest.mark.parametrize(
    "to", ["/a", "/a/", "/a?fbclid=1", "/%61", "/b"], ids=["itself", "slash", "query", "encoded", "long"]
)
@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_each_shape_of_a_circle_is_one(section, press, to):
    leads("/a", to)
    for step in range(25):
        leads("/b" if not step else f"/b{step}", f"/b{step + 1}")
    press.catch_up()
    assert "/a" not in turns(press)


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_a_circle_over_two_hosts_is_one(section, press):
    Site.objects.create(hostname="khac.example", root_page=a_section(section.get_parent(), "Khác"), site_name="Khác")
    Redirect.objects.create(
        old_path="/a", site=Site.objects.get(hostname="localhost"), redirect_link="https://khac.example/b"
    )
    Redirect.objects.create(
        old_path="/b", site=Site.objects.get(hostname="khac.example"), redirect_link="http://localhost/a"
    )
    press.catch_up()
    assert turns(press) == {}
    assert turns(press, "khac.example") == {}


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_a_page_for_some_readers_keeps_its_address(section, press):
    page = an_article(section, "Kín", slug="kin")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    leads("/tin-tuc/kin", "/khac/")
    press.catch_up()
    assert turns(press) == {}


def form_of(old_path, *, link="", page=None, instance=None):
    data = {"old_path": old_path, "redirect_link": link, "redirect_page": page.pk if page else "", "is_permanent": "on"}
    return OldAddressForm(data, instance=instance)


@pytest.mark.parametrize(
    ("old_path", "link", "field", "words"),
    [
        ("/tin-tuc", "http://localhost/khac", "old_path", "Tin tức"),
        ("/tin-tuc/", "http://localhost/khac", "old_path", "Tin tức"),
        ("/tin-tuc/atom.xml", "http://localhost/khac", "old_path", "/tin-tuc/atom.xml"),
        ("/so-do", "http://localhost/khac", "old_path", "/so-do/"),
        ("/quan-tri/pages", "http://localhost/khac", "old_path", "/quan-tri/pages"),
        ("/a", "http://localhost/A/../a", "redirect_link", "/a → /a"),
        ("/a", "http://localhost/a/", "redirect_link", "/a → /a"),
        ("/a", "http://localhost/cu", "redirect_link", "/a → /cu → /a"),
        ("/a", "http://localhost/a%2F", "redirect_link", "/a →"),
        ("/a", "http://localhost/a%2f.", "redirect_link", "/a →"),
        ("/a", "http://localhost/A", "redirect_link", "/a →"),
        ("/_reads", "http://localhost/tin-tuc/", "old_path", "/_reads"),
        ("/_health/", "http://localhost/tin-tuc/", "old_path", "/_health"),
        ("/a%20b", "http://localhost/a%20b", "redirect_link", "/a b → /a b"),
        ("/a", "", "redirect_page", ""),
        ("http://[x", "http://localhost/b", "old_path", ""),
        ("/tin-tuc?id=5", "http://localhost/tin-tuc/", None, ""),
        ("/tin-tuc?id=5", "http://localhost/tin-tuc?id=5&x=1", "redirect_link", "→"),
        ("/moi", "https://hoaban.example/moi", None, ""),
        ("/the/khong-co", "http://localhost/tin-tuc/", None, ""),
    ],
)
def test_the_desk_refuses_what_leads_nowhere_in_words(section, old_path, link, field, words):
    leads("/cu", "/a")
    form = form_of(old_path, link=link)
    assert form.is_valid() == (field is None), form.errors
    if field:
        assert words in str(form.errors[field].as_text())


@pytest.mark.parametrize("copied", ["/chu-cuoi\u200b", "/%E2%80%8Bchu-cuoi", "/chu\u2060-cuoi\ufeff ", "/chu-cuoi/"])
def test_what_nobody_sees_in_an_old_address_is_no_part_of_it(section, copied):
    form = OldAddressForm({"old_path": copied, "redirect_link": "https://noi-khac.example/", "is_permanent": "on"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["old_path"] == "/chu-cuoi"


@pytest.mark.parametrize(
    ("link", "is_taken"),
    [
        ("/khong-co-trang/", False),
        ("http://localhost/khong-co-trang/", False),
        ("http://localhost/tin-tuc/?p=1", True),
        ("http://localhost/tin-tuc/#dau", True),
        ("http://localhost/tin-tuc", True),
        ("http://localhost/da-chuyen", True),
        ("http://localhost/tim-kiem/?q=a", True),
        ("http://localhost/_files/0123456789abcdef/a.pdf", True),
        ("https://noi-khac.example/khong-biet", True),
    ],
)
def test_a_redirect_leads_to_something_as_far_as_it_is_ours(section, link, is_taken):
    Redirect.objects.create(old_path="/da-chuyen", redirect_page=section)
    form = OneRedirectForm({"old_path": "/cu-ky", "redirect_link": link, "is_permanent": "on"})
    assert form.is_valid() is is_taken
    assert is_taken or "redirect_link" in form.errors


def test_a_redirect_is_looked_at_as_it_will_be(section):
    article = an_article(section)
    leads("/b", "/a")
    row = Redirect.objects.create(old_path="/a", redirect_page=article)
    assert form_of("/khac", link="http://localhost/a", instance=row).is_valid()
    assert not form_of("/a", link="http://localhost/b", instance=Redirect.objects.get(pk=row.pk)).is_valid()
    assert form_of("/a", page=an_article(section, live=False), instance=Redirect.objects.get(pk=row.pk)).is_valid()


def test_lists_of_redirects_are_looked_at_too(section, client, tmp_path):
    client.force_login(an_editor())
    table = b"from,to\n/a,http://localhost/b\n/b,http://localhost/a\n/tin-tuc,http://localhost/x\n/z%20y,http://localhost/x\n"
    shown = client.post(reverse("wagtailredirects:start_import"), {"import_file": SimpleUploadedFile("a.csv", table)})
    hidden = shown.context["form"].initial
    sent = {**hidden, "from_index": 0, "to_index": 1, "site": "", "permanent": "on"}
    summary = client.post(reverse("wagtailredirects:process_import"), sent).context["import_summary"]
    assert [error[0] for error in summary["errors"]] == ["/b", "/tin-tuc"]
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {"/a", "/z y"}
    (tmp_path / "b.csv").write_bytes(b"from,to\n/c,http://localhost/c\n/d,http://localhost/x\n")
    call_command("import_redirects", src=str(tmp_path / "b.csv"), verbosity=0)
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {"/a", "/z y", "/d"}


def test_the_model_takes_what_the_press_would_look_up():
    instance = SimpleNamespace(old_path=f"/{'%' * 250}")
    spell_old_address(instance)
    assert len(instance.old_path) <= 255
