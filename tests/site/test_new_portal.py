"""`hoaban setup` makes a portal of an empty installation, twice as well as once, and refuses what could not be used."""

import io
import logging
from unittest.mock import Mock

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from wagtail.models import Page, Site

from hoaban.pages.models import HomePage, SiteIdentity, StandardPage
from hoaban.site import readiness
from hoaban.site.commands import press_command
from tests.builders import a_portal
from tests.support.text_dump import a_dump

pytestmark = pytest.mark.django_db
NAMED = ("setup", "--host", "portal.example.vn", "--name", "Xã Sơn Ca")


@pytest.fixture(autouse=True)
def quiet():
    level = logging.getLogger("wagtail").level
    yield
    logging.getLogger("wagtail").setLevel(level)


def test_an_empty_installation_becomes_a_portal_once(hoaban, client, settings, var):
    settings.ALLOWED_HOSTS = ["portal.example.vn"]
    told = hoaban(*NAMED, "--admin", "quantri")
    assert (told.code, told.err.count("HOABAN_HOSTS")) == (0, 1)
    site = Site.objects.get()
    assert (site.hostname, type(site.root_page.specific)) == ("portal.example.vn", HomePage)
    assert SiteIdentity.for_site(site).name == "Xã Sơn Ca"
    page = client.get("/", headers={"host": "portal.example.vn"}).content.decode()
    assert "Xã Sơn Ca" in page
    assert "Wagtail" not in page
    pages = dict(StandardPage.objects.values_list("role", "live"))
    assert pages == {
        **dict.fromkeys(("services", "privacy", "accessibility", "reuse"), True),
        **dict.fromkeys(("introduction", "structure", "contact"), False),
    }
    password = told.out.rsplit(": ", 1)[1].strip()
    user = get_user_model().objects.get(username="quantri")
    assert user.is_superuser
    assert user.check_password(password)
    before = list(Page.objects.values_list("pk", "latest_revision_id"))
    again = hoaban(*NAMED)
    assert (again.code, "nothing was changed" in again.out) == (0, True)
    assert list(Page.objects.values_list("pk", "latest_revision_id")) == before
    assert "its password stays" in hoaban(*NAMED, "--admin", "quantri").out


def test_a_portal_that_is_one_keeps_its_pages_and_name(hoaban, var):
    home = a_portal()
    home.add_child(instance=StandardPage(title="Riêng", slug="lien-he"))
    name = SiteIdentity.for_site(home.get_site()).name
    assert hoaban(*NAMED).code == 0
    assert HomePage.objects.get() == home
    assert StandardPage.objects.get(slug="lien-he").title == "Riêng"
    assert SiteIdentity.for_site(Site.objects.get()).name == (name or "Xã Sơn Ca")


@pytest.mark.parametrize(
    "host",
    ["https://portal.vn/", "bad_host", "Portal.VN", "portal.vn:443", "-a.vn", "a..vn", "", "*", "x" * 64 + ".vn"],
)
def test_a_host_that_is_none_is_refused_and_nothing_is_made(hoaban, settings, var, host):
    settings.HOABAN = settings.HOABAN.__class__(**{**vars_of(settings.HOABAN), "hosts": ()})
    told = hoaban("setup", f"--host={host}", "--name", "Xã", "--admin", "quantri")
    assert (told.code, repr(host) in told.err) == (1, True)
    assert not HomePage.objects.exists()
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("name", ["quan tri", "quan\ntri", "a" * 151, "<b>"])
def test_an_administrator_that_nobody_could_sign_in_as_is_refused(hoaban, var, name):
    told = hoaban(*NAMED, "--admin", name)
    assert (told.code, repr(name) in told.err, HomePage.objects.exists()) == (1, True, False)


def test_a_portal_that_has_a_name_is_asked_for_none(hoaban, var, monkeypatch):
    hoaban(*NAMED, "--admin", "quantri")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    again = hoaban("setup", "--host", "portal.example.vn")
    assert (again.code, "nothing was changed" in again.out) == (0, True)


def test_a_portal_is_given_no_other_host_by_a_slip(hoaban, var):
    hoaban(*NAMED)
    told = hoaban("setup", "--host", "khac.example.vn", "--name", "Xã")
    assert (told.code, "answers at portal.example.vn" in told.err) == (1, True)
    assert Site.objects.get().hostname == "portal.example.vn"


def test_the_host_of_another_site_is_refused(hoaban, var):
    home = a_portal()
    commune = Page.objects.get(depth=1).add_child(instance=HomePage(title="Xã", slug="xa"))
    Site.objects.create(hostname="xa.example.vn", port=443, root_page=commune)
    told = hoaban("setup", "--host", "xa.example.vn", "--name", "Xã")
    assert (told.code, "Another site" in told.err) == (1, True)
    assert home.get_site().hostname == "localhost"


def test_that_nobody_may_administer_is_told(hoaban, var):
    assert "hoaban setup --admin" in hoaban(*NAMED).out
    assert "hoaban setup --admin" not in hoaban(*NAMED, "--admin", "quantri").out


def test_no_empty_database_takes_the_place_of_one_that_is_lost(hoaban, var, monkeypatch):
    """Whoever migrates it then has the press take away whatever was published."""
    page = var / "published/portal.example.vn/index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Trang đã đăng</p>")
    monkeypatch.setattr("hoaban.site.migrations_applied.applied", list)
    migrate = Mock()
    monkeypatch.setattr("hoaban.site.commands.manage_command.execute_from_command_line", migrate)
    for words in (NAMED, ("manage", "migrate")):
        told = hoaban(*words)
        assert (told.code, "hoaban restore" in told.err) == (1, True)
    assert "it was lost" in next(readiness.problems_of_database())
    migrate.assert_not_called()
    page.unlink()
    hoaban("manage", "migrate")
    migrate.assert_called_once()


def test_nothing_typed_at_the_terminal_is_told_in_a_sentence(hoaban, var, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", Mock(side_effect=EOFError))
    told = hoaban("setup", "--host", "portal.example.vn")
    assert (told.code, "Give --name" in told.err) == (1, True)


def vars_of(options):
    return {name: getattr(options, name) for name in options.__dataclass_fields__}


@pytest.mark.parametrize(("password", "told"), [("123456", "not taken"), ("", "no password"), ("\n", "no password")])
def test_a_password_that_is_none_is_refused_before_anything_is_made(hoaban, var, tmp_path, password, told):
    (tmp_path / "secret").write_text(password)
    said = hoaban(*NAMED, "--admin", "quantri", "--password-file", tmp_path / "secret")
    assert (said.code, told in said.err, HomePage.objects.exists()) == (1, True, False)


def test_a_password_is_taken_from_standard_input_and_told_nowhere(hoaban, var, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("ba-con-meo-Nà-Lòng-93\nrest"))
    said = hoaban(*NAMED, "--admin", "quantri", "--password-file", "-")
    assert "ba-con-meo" not in said.out + said.err
    assert get_user_model().objects.get(username="quantri").check_password("ba-con-meo-Nà-Lòng-93")


def test_without_a_terminal_nothing_is_asked(hoaban, var, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "--name" in hoaban("setup", "--host", "portal.example.vn").err


def test_an_import_into_no_portal_says_what_to_do(hoaban, var, tmp_path):
    (tmp_path / "a.txt").write_text(a_dump())
    told = hoaban("import", "run", tmp_path / "a.txt", "--job", tmp_path / "job")
    assert (told.code, "hoaban setup" in told.err) == (1, True)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_database_that_is_not_prepared_is_told_in_a_sentence(hoaban, monkeypatch, is_open):
    monkeypatch.setattr("hoaban.site.trial.has_open_migrations", lambda: is_open)

    def fail(_arguments):
        raise OperationalError("no such table: wagtailcore_site")

    monkeypatch.setattr(press_command, "run", fail)
    if is_open:
        assert "hoaban manage migrate" in hoaban("press").err
    else:
        with pytest.raises(OperationalError):
            hoaban("press")


def test_the_doctor_names_a_site_that_shows_the_framework(settings):
    assert any("hoaban setup" in told for told in readiness.problems_of_sites())
    a_portal()
    assert not any("hoaban setup" in told for told in readiness.problems_of_sites())
