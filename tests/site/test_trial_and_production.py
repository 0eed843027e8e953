"""A first start makes a trial usable once; the doctor says what a production lacks."""

import dataclasses

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Site

from hoaban.publication import triggers
from hoaban.site import readiness, trial
from tests.builders import a_portal, an_editor


@pytest.mark.django_db
def test_a_first_start_makes_one_administrator_and_shows_the_password_once(
    settings, tmp_path, capsys, django_user_model
):
    settings.VAR = tmp_path / "new/var"
    trial.make_ready(settings.HOABAN)
    said = capsys.readouterr().out
    password = said.partition("Password:")[2].split()[0]
    assert django_user_model.objects.get(username=trial.ADMINISTRATOR).check_password(password)
    assert settings.VAR.is_dir()
    trial.make_ready(settings.HOABAN)
    assert capsys.readouterr().out == ""
    assert django_user_model.objects.count() == 1


@pytest.mark.django_db
def test_a_portal_that_has_people_gets_no_administrator(var, settings, capsys, django_user_model):
    an_editor("chief")
    trial.make_ready(settings.HOABAN)
    assert capsys.readouterr().out == ""
    assert not django_user_model.objects.filter(username=trial.ADMINISTRATOR).exists()


@pytest.mark.django_db
def test_a_database_that_is_old_is_brought_up_first(var, settings, monkeypatch, capsys):
    called = []
    monkeypatch.setattr(trial, "has_open_migrations", lambda: True)
    monkeypatch.setattr(trial, "call_command", lambda *words, **_named: called.append(words))
    trial.make_ready(settings.HOABAN)
    assert called == [("migrate",)]
    assert "Preparing the database ..." in capsys.readouterr().out


@pytest.fixture
def without_a_trigger(db):
    """A database that a migration was killed in, or whose triggers said something else in the version before."""
    name = next(iter(triggers.installed()))
    table, _statement = triggers.installed()[name]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    return name


def test_the_doctor_names_a_trigger_that_is_missing_and_migrating_puts_it_back(without_a_trigger):
    told = list(readiness.problems_of_log())
    assert [line for line in told if without_a_trigger in line and "hoaban manage migrate" in line]
    call_command("migrate", verbosity=0, skip_checks=False)
    assert list(readiness.problems_of_log()) == []


def test_a_trial_puts_a_missing_trigger_back_at_its_next_start(without_a_trigger, settings):
    trial.make_ready(settings.HOABAN)
    assert triggers.faulty() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("filled", "port"), [(True, 9_000), (False, 80)])
def test_addresses_name_the_port_of_a_trial_that_was_filled(settings, monkeypatch, filled, port):
    a_portal()
    monkeypatch.setattr(trial.demo, "fill", lambda **_named: filled)
    trial.fill_if_new(dataclasses.replace(settings.HOABAN, port=9_000))
    assert Site.objects.get().port == port


@pytest.fixture
def production(settings):
    settings.HOABAN = dataclasses.replace(settings.HOABAN, mode="production")
    return settings


@pytest.mark.django_db
def test_a_site_with_a_host_that_is_not_answered_is_found(production):
    site = a_portal().get_site()
    production.ALLOWED_HOSTS = ["localhost"]
    assert list(readiness.problems_of_sites()) == []
    site.hostname = "xa.example"
    site.save()
    (problem,) = readiness.problems_of_sites()
    assert "has the host 'xa.example', which is not in HOABAN_HOSTS" in problem


@pytest.mark.django_db
def test_a_trial_may_have_any_host():
    site = a_portal().get_site()
    site.hostname = "xa.example"
    site.save()
    assert list(readiness.problems_of_sites()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["admin", "hoaban", "chief", "PASSWORD"])
def test_the_passwords_that_are_tried_first_are_found(django_user_model, password):
    chief = an_editor("chief")
    chief.set_password(password)
    chief.save()
    told = " ".join(readiness.problems_of_accounts())
    assert ("'chief' has a default password" in told) is (password != "PASSWORD")


@pytest.mark.django_db
def test_an_administrator_who_may_not_enter_administers_nothing(django_user_model):
    chief = an_editor("chief")
    chief.is_active = False
    chief.save()
    (problem,) = readiness.problems_of_accounts()
    assert "createsuperuser" in problem


def test_only_what_is_needed_to_serve_keeps_a_production_from_it(monkeypatch):
    found = [("static files", ["A."]), ("press", ["B."]), ("database", ["C.", "D."]), ("reads", ["E."])]
    monkeypatch.setattr(readiness, "findings", lambda: iter(found))
    assert readiness.reasons_not_to_serve() == ["A.", "C.", "D."]


def test_every_check_that_is_needed_to_serve_exists():
    assert set(readiness.NEEDED_TO_SERVE) <= {*readiness.WITHOUT_TABLES, *readiness.WITH_TABLES}


@pytest.mark.django_db
def test_a_database_of_rooms_that_are_called_otherwise_now_is_refused_in_a_sentence(var, settings, monkeypatch):
    assert not trial.is_from_before()
    MigrationRecorder(connection).record_applied("content", "0001_initial")
    monkeypatch.setattr(trial, "call_command", lambda *_words, **_named: pytest.fail("nothing is migrated"))
    with pytest.raises(trial.DatabaseFromBefore, match="Begin with an empty state folder"):
        trial.make_ready(settings.HOABAN)
    assert [said for said in readiness.problems_of_database() if "older than" in said] == []
    assert next(readiness.problems_of_database()) == str(trial.DatabaseFromBefore())
