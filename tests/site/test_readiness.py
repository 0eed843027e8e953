"""What the doctor finds: each fault is made, found and named with its remedy."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageViewRestriction

from hoaban.counting.following import private_folder
from hoaban.counting.tally import Tally
from hoaban.media.actions import make_missing_sizes
from hoaban.news.models import Article
from hoaban.site import readiness, trial
from hoaban.site.migrations_applied import DatabaseIsNewer
from hoaban.site.watchdog import note_restart
from tests.builders import a_photo, a_portal, a_section, an_article
from tests.support.journals import Writer, a_read

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def administrator(django_user_model):
    return django_user_model.objects.create_superuser("chief", "chief@hoaban.example", "Mười-hai-ký-tự")


@pytest.fixture
def production(settings):
    settings.HOABAN = dataclasses.replace(settings.HOABAN, mode="production")


def test_a_sound_installation_has_no_problem(administrator):
    an_article(a_section(a_portal()))
    problems = {name: found for name, found in readiness.findings() if found and name != "translations"}
    assert problems == {}


def test_a_default_password_is_found(administrator):
    assert list(readiness.problems_of_accounts()) == []
    administrator.set_password("chief")
    administrator.save()
    assert "hoaban manage changepassword chief" in next(readiness.problems_of_accounts())


def test_missing_sizes_of_photos_are_found_and_those_on_their_way_are_none():
    a_photo()
    assert "hoaban renditions" in next(readiness.problems_of_photos())
    waiting = DBTaskResult.objects.create(
        task_path="hoaban.media.tasks.make_cheap_sizes",
        args_kwargs={"args": [1], "kwargs": {}},
        backend_name="background",
        run_after=timezone.now(),
    )
    assert list(readiness.problems_of_photos()) == []
    DBTaskResult.objects.filter(pk=waiting.pk).update(enqueued_at=timezone.now() - timedelta(hours=2))
    assert list(readiness.problems_of_photos())
    make_missing_sizes(lambda _done, _total, _what: None)
    assert list(readiness.problems_of_photos()) == []


def test_nobody_to_administer_is_found():
    assert "createsuperuser" in next(readiness.problems_of_accounts())


def test_an_older_database_is_found(monkeypatch):
    monkeypatch.setattr(readiness, "has_open_migrations", lambda: True)
    assert "hoaban manage migrate" in next(readiness.problems_of_database())


def test_a_newer_database_is_told_and_a_trial_does_not_begin_with_it(settings):
    of_later = "INSERT INTO django_migrations (app, name, applied) VALUES ('news', '9999_later', '2030-01-01')"
    with connection.cursor() as cursor:
        cursor.execute(of_later)
    (told,) = readiness.problems_of_database()
    assert "newer than the program: it has seen news.9999_later" in told
    assert "hoaban restore" in told
    assert told in readiness.reasons_not_to_serve()
    with pytest.raises(DatabaseIsNewer, match=r"news\.9999_later"):
        trial.make_ready(settings.HOABAN)


def test_a_database_that_is_away_is_told_and_ends_what_needs_it(monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(readiness, "has_open_migrations", away)
    found = dict(readiness.findings())
    assert "connection refused" in found["database"][0]
    assert "accounts" not in found


def test_a_full_disk_is_found(monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE_SPACE", 2**60)
    assert "are free on the disk" in next(readiness.problems_of_state_folder())


def test_a_state_folder_that_cannot_be_written_is_found(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.VAR = tmp_path / "file" / "var"
    assert "cannot be written" in next(readiness.problems_of_state_folder())


def test_a_secret_that_others_can_read_is_found(settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)
    assert "chmod 600" in next(readiness.problems_of_state_folder())


def test_a_catalogue_that_is_not_compiled_is_found(settings, tmp_path):
    settings.PACKAGE = tmp_path
    (tmp_path / "django.po").write_text("")
    assert "1 translations are not compiled" in next(readiness.problems_of_translations())


def test_static_files_that_production_lacks_are_found(settings, tmp_path, production):
    settings.STATIC_ROOT = tmp_path
    assert "collectstatic" in next(readiness.problems_of_static_files())


def test_a_site_whose_host_is_not_ours_is_found(settings, production):
    a_portal()
    settings.ALLOWED_HOSTS = ["portal.example.vn"]
    assert "HOABAN_HOSTS" in next(readiness.problems_of_sites())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the search index of SQLite is meant")
def test_the_search_index_that_stops_publishing_is_found(settings):
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
    assert "stops all publishing" in next(readiness.problems_of_search())


def test_wrongly_listed_pages_are_found_and_mended():
    article = an_article(a_section(a_portal()))
    Article.objects.filter(pk=article.pk).update(on_air=False)
    assert "hoaban doctor --mend" in next(readiness.problems_of_listings())
    readiness.mend_listings()
    assert list(readiness.problems_of_listings()) == []


def test_a_withdrawn_branch_that_is_still_listed_is_found():
    section = a_section(a_portal())
    article = an_article(section)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=section.pk), restriction_type="login")
    Article.objects.filter(pk=article.pk).update(on_air=True)
    assert list(readiness.problems_of_listings())


def test_reads_that_nobody_counts_are_found(settings, tmp_path):
    settings.VAR = tmp_path
    assert list(readiness.problems_of_reads()) == []
    writer = Writer(private_folder(tmp_path))
    writer.write(a_read(round((timezone.now() - timedelta(minutes=5)).timestamp() * 1000)))
    assert "1 reads wait to be counted" in next(readiness.problems_of_reads())
    Tally(tmp_path / "reads").tick(round(timezone.now().timestamp() * 1000))
    assert list(readiness.problems_of_reads()) == []


def test_a_folder_of_reads_that_others_can_look_into_is_found(settings, tmp_path):
    settings.VAR = tmp_path
    private_folder(tmp_path).chmod(0o755)
    assert "chmod 700" in next(readiness.problems_of_reads())


def test_restarts_of_what_answered_nothing_are_told_for_a_week(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    assert list(readiness.problems_of_processes()) == []
    note_restart(tmp_path, "desk", 31)
    note_restart(tmp_path, "desk", 42.4)
    note_restart(tmp_path, "front", 33)
    told = list(readiness.problems_of_processes())
    assert len(told) == 2
    assert "The desk was restarted at " in told[0]
    assert "answered nothing for 42 s (2 times" in told[0]
    monkeypatch.setattr(readiness, "DAYS_TO_TELL_RESTARTS", timedelta(0))
    assert list(readiness.problems_of_processes()) == []


def test_a_proxy_that_is_believed_because_nobody_chose_is_found(production, monkeypatch):
    assert "HOABAN_TRUSTED_PROXIES is not set" in next(readiness.problems_of_proxies())
    for chosen in ("127.0.0.1,::1", ""):
        monkeypatch.setenv("HOABAN_TRUSTED_PROXIES", chosen)
        assert list(readiness.problems_of_proxies()) == []
