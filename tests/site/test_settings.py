"""What Django gets from the options: strict in production, easy in a trial, as each option says."""

import os
import runpy

import pytest

from hoaban.site import settings as product
from hoaban.site.options import WrongOptions
from tests.support.command import PRODUCTION

HASHES = "PASSWORD_HASHERS"


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Runs the settings anew with some options; gives all that they set."""

    def make(mode="production", **chosen):
        for name in [name for name in os.environ if name.startswith("HOABAN_")]:
            monkeypatch.delenv(name)
        said = PRODUCTION if mode == "production" else {"HOABAN_MODE": mode}
        said = {**said, "HOABAN_VAR": str(tmp_path), **{f"HOABAN_{name}": text for name, text in chosen.items()}}
        for name, text in said.items():
            monkeypatch.setenv(name, text)
        return runpy.run_path(product.__file__)

    return make


def test_a_production_protects_its_visitors(made):
    settings = made()
    assert not settings["DEBUG"]
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"):
        assert settings[name] is True, name
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert settings["ALLOWED_HOSTS"] == ["portal.hoaban.example"]
    assert settings["SECRET_KEY"] == PRODUCTION["HOABAN_SECRET_KEY"]
    assert HASHES not in settings, "passwords are hashed slowly"
    assert settings["WAGTAILADMIN_BASE_URL"] == "https://portal.hoaban.example"
    assert settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert settings["STORAGES"]["staticfiles"]["BACKEND"] == settings["HASHED_STATIC_FILES"]
    assert "django_tasks_db" in settings["TASKS"]["background"]["BACKEND"]


def test_without_https_nothing_promises_it(made):
    settings = made(HTTPS="no")
    assert not settings["SECURE_SSL_REDIRECT"]
    assert not settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] == 0
    assert settings["WAGTAILADMIN_BASE_URL"] == "http://portal.hoaban.example"


def test_a_trial_runs_without_https_mail_and_collected_files(made):
    settings = made("development", PORT="9000")
    assert not settings["SECURE_SSL_REDIRECT"]
    assert settings["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert settings["STORAGES"]["staticfiles"]["BACKEND"] == settings["PLAIN_STATIC_FILES"]
    assert settings["WAGTAILADMIN_BASE_URL"] == "http://127.0.0.1:9000"
    assert settings["WHITENOISE_USE_FINDERS"]
    assert HASHES not in settings
    assert not settings["DEBUG"], "nobody asked for it"


def test_only_tests_hash_quickly_and_work_at_once(made):
    settings = made("test")
    assert "MD5" in settings[HASHES][0]
    assert settings["TASKS"]["background"]["BACKEND"].endswith("ImmediateBackend")
    assert "synchronous=OFF" in settings["DATABASES"]["default"]["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in made()["DATABASES"]["default"]["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("chosen", "name", "value"),
    [
        ({"DESK_PATH": "ban-viet"}, "WAGTAIL_FRONTEND_LOGIN_URL", "/ban-viet/login/"),
        ({"SESSION_HOURS": "2"}, "SESSION_COOKIE_AGE", 7200),
        ({"SESSION_IDLE_MINUTES": "5"}, "HOABAN_SESSION_IDLE", 300),
        ({"LIMIT_FORM": "2 MB"}, "DATA_UPLOAD_MAX_MEMORY_SIZE", 2 << 20),
        ({"LIMIT_IMAGE": "2 MB"}, "WAGTAILIMAGES_MAX_UPLOAD_SIZE", 2 << 20),
        ({"LIMIT_IMAGE_PIXELS": "1000"}, "WAGTAILIMAGES_MAX_IMAGE_PIXELS", 1000),
        ({"LIMIT_DOCUMENT": "2 MB"}, "WAGTAILDOCS_MAX_UPLOAD_SIZE", 2 << 20),
        ({"LIMIT_VIDEO": "2 MB"}, "HOABAN_LIMIT_VIDEO", 2 << 20),
        ({"TIME_ZONE": "UTC"}, "WAGTAIL_USER_TIME_ZONES", ["UTC"]),
        ({"HOSTS": "a.example,b.example"}, "WAGTAILADMIN_BASE_URL", "https://a.example"),
        ({}, "HOABAN_PURGE", None),
    ],
)
def test_an_option_reaches_the_setting_that_obeys_it(made, chosen, name, value):
    assert made(**chosen)[name] == value


@pytest.mark.parametrize(("level", "mode"), [("ERROR", "production"), ("DEBUG", "development")])
def test_the_log_has_the_weight_that_was_chosen(made, level, mode):
    logging = made(mode, LOG_LEVEL=level)["LOGGING"]
    assert logging["root"]["level"] == logging["loggers"]["django"]["level"] == level
    assert logging["loggers"]["django.request"]["level"] == "ERROR", "robots fill no log"


def test_a_debugging_trial_reads_its_templates_anew(made):
    def cached(**chosen):
        return "cached" in str(made("development", **chosen)["TEMPLATES"])

    assert cached()
    assert not cached(DEBUG="yes")


@pytest.mark.parametrize("chosen", [{"DEBUG": "yes"}, {"HOSTS": ""}, {"SECRET_KEY": ""}, {"HOSTS": "*"}])
def test_a_production_in_danger_has_no_settings(made, chosen):
    with pytest.raises(WrongOptions):
        made(**chosen)


def before(settings, first, second):
    middleware = settings["MIDDLEWARE"]
    return middleware.index(first) < middleware.index(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hoaban.site.middleware.TrustedProxies", "django.middleware.security.SecurityMiddleware"),
        ("hoaban.site.middleware.TrustedProxies", "hoaban.site.reader_rate_limits.ReaderRateLimits"),
        ("hoaban.site.middleware.LanguageFromAddress", "hoaban.site.middleware.HostileAddresses"),
        ("hoaban.site.middleware.HostileAddresses", "hoaban.site.middleware.BodyLimits"),
        ("hoaban.site.middleware.BodyLimits", "django.middleware.csrf.CsrfViewMiddleware"),
        ("django.contrib.auth.middleware.AuthenticationMiddleware", "hoaban.site.guard.Guard"),
    ],
)
def test_what_refuses_stands_before_what_works(made, first, second):
    assert before(made("test"), first, second)


def test_nothing_stands_twice_in_a_list(made):
    settings = made()
    for name in ("INSTALLED_APPS", "MIDDLEWARE", "AUTHENTICATION_BACKENDS"):
        assert len(settings[name]) == len(set(settings[name])), name
