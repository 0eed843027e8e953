"""Each `hoaban` command: what it does, what it prints, when it fails, and what a dry run leaves alone."""

import dataclasses
import io

import pytest
from django.core.management import CommandError
from wagtail.models import Page, Site

from hoaban.media.models import Photo
from hoaban.news.models import Article
from hoaban.search.indexer import FOLDER
from hoaban.site import readiness, trial
from hoaban.site.commands import demo_command, import_command, manage_command, serve_command
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.text_dump import a_dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings):
    settings.HOABAN = dataclasses.replace(settings.HOABAN, mode="production")


@pytest.fixture
def portal():
    return an_article(a_section(a_portal()), "Tin", slug="tin")


# demo ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def filling(monkeypatch):
    """Notes what would be filled, instead of an example portal of some seconds."""
    done = []
    monkeypatch.setattr(demo_command.actions, "fill", lambda seed, _progress: not done.append(("example", seed)))
    monkeypatch.setattr(demo_command.bulk, "fill_articles", lambda count, _progress: done.append(("articles", count)))
    monkeypatch.setattr(demo_command.trial, "make_ready", lambda _options: done.append(("ready",)))
    return done


def test_the_demo_makes_the_trial_ready_first(hoaban, filling):
    assert hoaban("demo", "--seed", "7", "--articles", "30").code == 0
    assert filling == [("ready",), ("example", 7), ("articles", 30)]


def test_the_demo_adds_no_articles_that_nobody_asked_for(hoaban, filling):
    assert hoaban("demo").code == 0
    assert filling == [("ready",), ("example", 1)]


def test_a_portal_with_content_keeps_it_and_is_told_so(hoaban, filling, monkeypatch):
    monkeypatch.setattr(demo_command.actions, "fill", lambda _seed, _progress: False)
    told = hoaban("demo")
    assert told.code == 0
    assert "The portal has content already; the example was not added." in told.out


@pytest.mark.parametrize("words", [("demo",), ("demo", "--dry-run"), ("demo", "--articles", "5")])
def test_a_production_gets_no_example_not_even_dry(hoaban, filling, production, words):
    told = hoaban(*words)
    assert told.code == 1
    assert "HOABAN_MODE=development" in told.err
    assert filling == []


def test_a_dry_demo_fills_nothing(hoaban, filling, portal):
    told = hoaban("demo", "--dry-run", "--articles", "5")
    assert told == (
        0,
        "The portal has content already; no example is added.\n5 plain articles would be added.\n",
        "",
    )
    assert filling == []
    assert Article.objects.count() == 1


def test_a_dry_demo_of_a_new_database_says_that_the_example_would_come(hoaban, filling, monkeypatch):
    monkeypatch.setattr(demo_command.trial, "has_open_migrations", lambda: True)
    assert hoaban("demo", "--dry-run").out == "The example portal would be added.\n"


# doctor --------------------------------------------------------------------------------------------------------------


def found(*pairs):
    return lambda: iter(pairs)


def test_a_doctor_with_nothing_to_say_says_what_was_looked_at(hoaban, monkeypatch):
    monkeypatch.setattr(readiness, "findings", found(("disk", []), ("sites", [])))
    told = hoaban("doctor")
    assert told.code == 0
    assert told.out.splitlines()[1:] == ["ok       disk", "ok       sites"]
    assert "mode test" in told.out.splitlines()[0]


@pytest.mark.parametrize(
    ("pairs", "end"),
    [
        ([("disk", ["Full."])], "1 problem found."),
        ([("disk", ["Full.", "Broken."]), ("sites", []), ("reads", ["Late."])], "3 problems found."),
    ],
)
def test_a_doctor_tells_all_problems_and_fails(hoaban, monkeypatch, pairs, end):
    monkeypatch.setattr(readiness, "findings", found(*pairs))
    told = hoaban("doctor")
    lines = told.out.splitlines()
    assert told.code == 1
    assert lines[-1] == end
    assert [line for line in lines if line.startswith("problem")] == [
        f"problem  {name}: {problem}" for name, problems in pairs for problem in problems
    ]


def test_a_doctor_mends_only_when_told(hoaban, monkeypatch, portal):
    monkeypatch.setattr(readiness, "findings", lambda: iter([("listings", list(readiness.problems_of_listings()))]))
    Article.objects.update(on_air=False)
    assert "Mend them with: hoaban doctor --mend" in hoaban("doctor").out
    assert hoaban("doctor").code == 1
    assert hoaban("doctor", "--mend").code == 0
    assert Article.objects.get().on_air


# import --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "Cổng cũ"
    folder.mkdir()
    (folder / "mot.txt").write_text(a_dump(title="Tin cũ", crumb="Trang chủ > Đời sống"), encoding="utf-8")
    return folder


def test_an_import_into_a_portal_without_a_site_names_the_remedy(hoaban, var, source):
    Site.objects.all().delete()
    told = hoaban("import", "run", source)
    assert told.code == 1
    assert "There is no site 'yet'; the sites are: none." in told.err
    assert list(var.iterdir()) == []


def test_an_import_into_a_site_that_is_none_names_those_that_are(hoaban, var, source, portal):
    told = hoaban("import", "run", source, "--site", "xa.example")
    assert told.code == 1
    assert "There is no site 'xa.example'; the sites are: localhost. Name one with --site." in told.err


def test_a_source_that_is_not_there_fails_and_leaves_no_job(hoaban, var, portal, tmp_path):
    told = hoaban("import", "run", tmp_path / "nowhere")
    assert told.code == 1
    assert str(tmp_path / "nowhere") in told.err
    assert list(var.iterdir()) == []


def test_an_empty_folder_is_a_failure(hoaban, var, portal, tmp_path):
    (tmp_path / "empty").mkdir()
    assert hoaban("import", "run", tmp_path / "empty").code == 1


def test_a_dry_import_accounts_for_everything_and_loads_nothing(hoaban, var, portal, source):
    before = set(Page.objects.values_list("pk", flat=True))
    told = hoaban("import", "run", source, "--dry-run")
    assert told.code == 0, told
    job = var / "imports/cong-cu"
    assert str(job / "report.html") in told.out
    assert (job / "report.html").is_file()
    assert set(Page.objects.values_list("pk", flat=True)) == before


def test_an_import_into_a_named_job_can_be_read_again(hoaban, var, portal, source, tmp_path):
    job = tmp_path / "job"
    told = hoaban("import", "run", source, "--job", job)
    assert told.code == 0, told
    whole, flat = hoaban("import", "records", job), hoaban("import", "records", job, "--flat")
    assert whole.code == flat.code == 0
    assert len(whole.out.splitlines()) == len(flat.out.splitlines()) == 1
    assert whole.out != flat.out
    assert Article.objects.filter(title="Tin cũ").exists()
    assert not (var / "imports").exists()


def test_a_pattern_that_fits_nothing_is_a_failure(hoaban, var, portal, source):
    assert hoaban("import", "run", source, "--only", "*.pdf").code == 1


def test_records_of_a_folder_without_a_job_are_a_failure(hoaban, var, tmp_path):
    told = hoaban("import", "records", tmp_path)
    assert told.code == 1
    assert "ledger.sqlite" in told.err
    assert list(tmp_path.glob("ledger*")) == []


@pytest.mark.parametrize(
    ("source", "name"), [("Cổng cũ", "cong-cu"), ("old.zip", "old"), ("a/../b", "b"), ("%%%", "import")]
)
def test_the_job_of_a_source_has_the_same_name_each_time(var, tmp_path, source, name):
    assert import_command.default_job(tmp_path / source) == var / "imports" / name


# manage --------------------------------------------------------------------------------------------------------------


def test_djangos_commands_are_run_under_our_name(hoaban, monkeypatch):
    called = []
    monkeypatch.setattr(manage_command, "execute_from_command_line", called.append)
    assert hoaban("manage", "migrate", "--plan").code == 0
    assert called == [["hoaban manage", "migrate", "--plan"]]


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["createsuperuser"], "hoaban setup --admin ACCOUNT --password-file FILE"),
        (["createsuperuser", "--username", "chief"], "hoaban setup --admin ACCOUNT"),
        (["flush"], "Call it at a terminal, or with --no-input"),
        (["collectstatic"], "Call it at a terminal, or with --no-input"),
    ],
)
def test_a_command_that_asks_says_so_where_nobody_can_answer(hoaban, monkeypatch, words, remedy):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setattr(manage_command, "execute_from_command_line", lambda _words: input("Are you sure? "))
    told = hoaban("manage", *words)
    assert told.code == 1
    assert f"`hoaban manage {words[0]}` asks, and there is no terminal" in told.err
    assert remedy in told.err


@pytest.mark.parametrize("word", ["--noinput", "--no-input", "--help"])
def test_what_asks_nothing_needs_no_terminal(hoaban, monkeypatch, word):
    called = []
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setattr(manage_command, "execute_from_command_line", called.append)
    assert hoaban("manage", "createsuperuser", word).code == 0
    assert called == [["hoaban manage", "createsuperuser", word]]


def test_an_unknown_command_of_django_is_a_failure(hoaban):
    told = hoaban("manage", "migrat")
    assert told.code == 1
    assert "migrate" in told.err


def test_a_fault_of_a_command_of_django_is_a_failure(hoaban, monkeypatch):
    told = hoaban("manage", "migrate", "no_such_app")
    assert told.code == 1
    assert CommandError.__name__ in told.err


# nginx, renditions, search, reads, serve -----------------------------------------------------------------------------


def test_the_configuration_for_nginx_goes_to_standard_output_alone(hoaban, var):
    told = hoaban("nginx", "--without-brotli")
    assert (told.code, told.err) == (0, "")
    assert "server {" in told.out
    assert "brotli_static" not in told.out
    assert "brotli_static on;" in hoaban("nginx").out
    assert list(var.iterdir()) == []


def test_the_certificate_that_was_named_is_written_into_it(hoaban, settings):
    settings.HOABAN = dataclasses.replace(settings.HOABAN, https=True, hosts=("xa.example",))
    told = hoaban("nginx", "--certificate", "/a/b.pem", "--key", "/a/k.pem").out
    assert 'ssl_certificate     "/a/b.pem";' in told
    assert 'ssl_certificate_key "/a/k.pem";' in told
    assert '"/etc/letsencrypt/live/xa.example/fullchain.pem";' in hoaban("nginx").out


def test_sizes_of_photos_are_counted_then_made_then_there(hoaban):
    photo = a_photo()
    dry = hoaban("renditions", "--dry-run")
    count = int(dry.out.split()[0])
    assert (dry.code, count > 0) == (0, True)
    assert dry.out == f"{count} sizes of photos would be made.\n"
    assert not photo.renditions.exists()
    assert f"{count} sizes of photos made." in hoaban("renditions").out
    assert photo.renditions.count() == count
    assert hoaban("renditions", "--dry-run").out == "0 sizes of photos would be made.\n"


def test_a_photo_whose_file_is_gone_fails_and_is_named(hoaban, real_sizes):
    photo = a_photo()
    Photo.objects.get().file.storage.delete(photo.file.name)
    told = hoaban("renditions")
    assert told.code == 1
    assert [line for line in told.out.splitlines() if line.startswith("failed  ")]


def test_an_index_that_is_not_there_is_a_failure_with_the_remedy(hoaban, var):
    told = hoaban("search")
    assert told.code == 1
    assert told.out.count("hoaban search --rebuild") == 2


def test_indexes_are_built_and_then_say_what_they_hold(hoaban, var, portal):
    built = hoaban("search", "--rebuild")
    assert built.code == 0
    assert "index holds" in built.out
    told = hoaban("search")
    assert told.code == 0
    assert [line.split()[1] for line in told.out.splitlines()] == ["public", "desk"]
    assert all(line.endswith("; 0 entries of the log lie behind it.") for line in told.out.splitlines())


def test_a_damaged_index_is_told_and_the_other_still_looked_at(hoaban, var, portal):
    hoaban("search", "--rebuild")
    for path in (var / FOLDER / "public").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xff")
    told = hoaban("search")
    assert told.code == 1
    assert "hoaban search --rebuild" in told.out
    assert "The desk index holds" in told.out


def test_a_machine_that_counted_nothing_says_so(hoaban, var):
    told = hoaban("reads")
    assert told.code == 0
    assert "Nothing was counted on this machine yet." in told.out
    assert "0 segments lie in the journal. 0 records are not counted yet.\n" in told.out


@pytest.fixture
def started(monkeypatch):
    """Notes with what the portal would start, instead of becoming it."""
    done = []
    monkeypatch.setattr(
        serve_command, "become_supervisor", lambda options, front, *, fills: done.append((options, front, fills))
    )
    monkeypatch.setattr(readiness, "findings", lambda: pytest.fail("Readers wait for nobody who looks."))
    monkeypatch.setattr(trial, "make_ready", lambda _options: pytest.fail("Readers wait for no database."))
    return done


def test_the_portal_starts_from_its_options_alone(hoaban, started):
    assert hoaban("serve", "--port", "9001", "--address", "::1").code == 0
    ((options, front, fills),) = started
    assert (options.address, options.port, fills) == ("::1", 9001, True)
    assert front.addresses == (("::1", 9001),)


def test_an_empty_trial_is_not_filled_and_keeps_the_chosen_options(hoaban, started, settings):
    hoaban("serve", "--empty")
    assert [(options, fills) for options, _front, fills in started] == [(settings.HOABAN, False)]


def test_a_production_that_is_not_ready_starts_its_front_all_the_same(hoaban, started, production):
    assert hoaban("serve").code == 0
    assert len(started) == 1
