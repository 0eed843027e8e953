"""Where options come from: the environment, the file, what a mode fills in; what wins, and what is told when wrong."""

import dataclasses

import pytest

from hoaban.site import options as product
from hoaban.site.option_values import GB, MB
from hoaban.site.options import Options, WrongOptions, is_given, read_options, variable
from hoaban.site.settings_page import HEAD, page, row
from tests.machine import ROOT

SECRET = "k3-Zq9_Xw7-Tb5_" * 5
GOOD = {"HOABAN_SECRET_KEY": SECRET, "HOABAN_HOSTS": "portal.example.vn"}
# One text for each option that differs from its default, and what it becomes.
CHOSEN = {
    "secret_key": (SECRET, SECRET),
    "hosts": ("a.example,b.example", ("a.example", "b.example")),
    "https": ("no", False),
    "debug": ("no", False),
    "database_url": ("postgresql://u:long-one@h/n", "postgresql://u:long-one@h/n"),
    "address": ("::1", "::1"),
    "port": ("9000", 9000),
    "ipv6": ("yes", True),
    "workers": ("2", 2),
    "threads": ("8", 8),
    "silence": ("0", 0),
    "presses": ("3", 3),
    "front_memory": ("1 GB", GB),
    "trusted_proxies": ("10.0.0.0/8", ("10.0.0.0/8",)),
    "cache_tags": ("yes", True),
    "purge": ("varnish", "varnish"),
    "purge_by": ("tags", "tags"),
    "purge_locations": ("http://127.0.0.1:6081", ("http://127.0.0.1:6081",)),
    "purge_token": ("word", "word"),
    "purge_target": ("zone", "zone"),
    "desk_path": ("ban-viet", "ban-viet/"),
    "open_data": ("yes", True),
    "time_zone": ("UTC", "UTC"),
    "log_level": ("warning", "WARNING"),
    "log_days": ("0", 0),
    "session_idle_minutes": ("5", 5),
    "session_hours": ("1", 1),
    "limit_searches": ("0", 0),
    "limit_suggestions": ("1", 1),
    "limit_forms": ("2", 2),
    "limit_image": ("1 MB", MB),
    "limit_image_pixels": ("1000", 1000),
    "limit_image_seconds": ("1", 1),
    "limit_text_seconds": ("2", 2),
    "limit_memory": ("2 GB", 2 * GB),
    "limit_document": ("2 MB", 2 * MB),
    "limit_video": ("3 MB", 3 * MB),
    "limit_archive": ("5 MB", 5 * MB),
    "limit_form": ("2 MB", 2 * MB),
}
TOLD_OF_THE_FILE = {
    'var = "elsewhere"': "says `var`, and lies in that folder itself",
    'VAR = "elsewhere"': "says `var`, and lies in that folder itself",
    'hosst = ["a.example"]': "HOABAN_HOSST is not an option. Did you mean HOABAN_HOSTS?",
    "[limits]\nimage = 5": "HOABAN_LIMITS is not an option.",
    'HOABAN_PORT = "9000"': "HOABAN_HOABAN_PORT is not an option.",
}
WRONG = {
    "PORT": "0",
    "IPV6": "perhaps",
    "LOG_LEVEL": "loud",
    "LIMIT_IMAGE": "0",
    "TRUSTED_PROXIES": "proxy",
    "DESK_PATH": "a/b",
    "PURGE": "squid",
    "ADDRESS": "here",
    "MODE": "live",
}


@pytest.fixture
def place(tmp_path):
    return {"HOABAN_VAR": str(tmp_path)}


def problems_of(environment):
    with pytest.raises(WrongOptions) as refused:
        read_options(environment)
    return refused.value.problems


def write(folder, text):
    (folder / "hoaban.toml").write_text(text, encoding="utf-8")


def as_toml(name, text):
    return f'{name} = "{text}"\n'


def test_every_option_is_tried_here():
    assert CHOSEN.keys() | {"mode", "var"} == {field.name for field in dataclasses.fields(Options)}


def test_every_option_is_read_from_the_environment(place):
    options = read_options({**place, **{variable(name): text for name, (text, _value) in CHOSEN.items()}})
    assert {name: getattr(options, name) for name in CHOSEN} == {name: value for name, (_text, value) in CHOSEN.items()}


def test_every_option_is_read_from_the_file(place, tmp_path):
    write(tmp_path, "".join(as_toml(name, text) for name, (text, _value) in CHOSEN.items()))
    options = read_options(place)
    assert {name: getattr(options, name) for name in CHOSEN} == {name: value for name, (_text, value) in CHOSEN.items()}


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("port = 9000", "port", 9000),
        ("https = false", "https", False),
        ('trusted_proxies = ["10.0.0.0/8", "::1"]', "trusted_proxies", ("10.0.0.0/8", "::1")),
        ("trusted_proxies = []", "trusted_proxies", ()),
        ('time_zone = " UTC "', "time_zone", "UTC"),
    ],
)
def test_the_file_may_say_it_in_its_own_kinds(place, tmp_path, line, name, value):
    write(tmp_path, line)
    assert getattr(read_options({**place, **GOOD}), name) == value


def test_an_empty_word_in_the_environment_wins_over_the_file(place, tmp_path):
    write(tmp_path, as_toml("trusted_proxies", "10.0.0.0/8") + as_toml("secret_key", SECRET))
    assert read_options({**place, **GOOD, "HOABAN_TRUSTED_PROXIES": ""}).trusted_proxies == ()
    assert problems_of({**place, "HOABAN_HOSTS": "a.example", "HOABAN_SECRET_KEY": ""})[0].endswith('(64))"')


def test_other_variables_are_nobodys_business(place):
    others = {"PATH": "/bin", "DJANGO_DEBUG": "1", "HOABAN_TESTS_MUST_RUN": "1", "hoaban_port": "x"}
    assert read_options({**place, **GOOD, **others}) == read_options({**place, **GOOD})


def test_the_state_folder_is_absolute_and_var_where_none_is_named(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert read_options(GOOD).var == read_options({**GOOD, "HOABAN_VAR": ""}).var == tmp_path / "var"
    assert read_options({**GOOD, "HOABAN_VAR": "other/../mine"}).var == tmp_path / "mine"


def test_everything_that_is_wrong_is_told_each_with_its_value(place):
    problems = problems_of({**place, **GOOD, **{f"HOABAN_{name}": text for name, text in WRONG.items()}})
    assert len(problems) == len(WRONG)
    for name, text in WRONG.items():
        assert [one for one in problems if one.startswith(f"HOABAN_{name} is {text!r}: ")], name


def test_what_is_wrong_in_the_file_and_in_the_environment_is_told_together(place, tmp_path):
    write(tmp_path, 'port = 0\nlimt_image = "1 MB"\n')
    problems = problems_of({**place, **GOOD, "HOABAN_IPV6": "perhaps"})
    assert [one.split(" is ")[0] for one in problems] == ["HOABAN_IPV6", "HOABAN_LIMT_IMAGE", "HOABAN_PORT"]
    assert "Did you mean HOABAN_LIMIT_IMAGE?" in problems[1]


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2\n", b"[table"])
def test_a_file_that_cannot_be_read_hides_no_other_problem(place, tmp_path, content):
    (tmp_path / "hoaban.toml").write_bytes(content)
    problems = problems_of({**place, **GOOD, "HOABAN_PORT": "x"})
    assert len(problems) == 2
    assert "Mend it or take it away." in problems[0]


def test_an_unknown_name_like_no_other_is_to_be_taken_away(place):
    (problem,) = problems_of({**place, **GOOD, "HOABAN_ZZZZ": "1"})
    assert problem == "HOABAN_ZZZZ is not an option. Take it away."


def test_a_long_value_is_shown_in_part(place):
    (problem,) = problems_of({**place, **GOOD, "HOABAN_PORT": "9" * 500})
    assert "9" * 80 in problem
    assert "9" * 81 not in problem


@pytest.mark.parametrize("name", ["DATABASE_URL"])
def test_a_secret_that_cannot_be_read_is_not_shown(place, name):
    (problem,) = problems_of({**place, **GOOD, f"HOABAN_{name}": "mysql://hidden"})
    assert problem.startswith(f"HOABAN_{name} is (secret): ")


def test_every_word_that_proves_something_is_a_secret():
    secret = {field.name for field in dataclasses.fields(Options) if field.metadata["secret"]}
    assert secret == {"secret_key", "database_url", "purge_token"}


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("postgresql://portal:portal@h/n", True),
        ("postgresql://portal:Postgres@h/n", True),
        ("postgresql://portal@h/n", True),
        ("postgresql://portal:x9-long@h/n", False),
        ("", False),
    ],
)
def test_a_production_takes_no_default_password_of_the_database(place, url, refused):
    environment = {**place, **GOOD, "HOABAN_DATABASE_URL": url}
    if refused:
        (problem,) = problems_of(environment)
        assert "default password for the user 'portal'" in problem
    else:
        assert read_options(environment).database_url == url


@pytest.mark.parametrize("length", [product.LEAST_SECRET_LENGTH - 1, product.LEAST_SECRET_LENGTH])
def test_a_secret_has_a_least_length(place, length):
    environment = {**place, **GOOD, "HOABAN_SECRET_KEY": SECRET[:length]}
    if length < product.LEAST_SECRET_LENGTH:
        assert "too easily guessed" in problems_of(environment)[0]
    else:
        assert len(read_options(environment).secret_key) == length


@pytest.mark.parametrize("mode", ["development", "test"])
def test_a_trial_takes_what_a_production_refuses_and_keeps_what_was_chosen(place, tmp_path, mode):
    chosen = {"MODE": mode, "DEBUG": "yes", "HOSTS": "*", "HTTPS": "yes", "SECRET_KEY": "short"}
    options = read_options({**place, **{f"HOABAN_{name}": text for name, text in chosen.items()}})
    assert (options.debug, options.hosts, options.https, options.secret_key) == (True, ("*",), True, "short")
    assert not (tmp_path / "secret_key").exists()


def test_the_tests_are_answered_at_more_hosts_than_a_trial(place):
    hosts = {mode: read_options({**place, "HOABAN_MODE": mode}).hosts for mode in ("development", "test")}
    assert set(hosts["test"]) - set(hosts["development"]) == {"testserver", ".localhost"}


def test_a_production_writes_nothing(place, tmp_path):
    read_options({**place, **GOOD})
    assert list(tmp_path.iterdir()) == []


def test_a_choice_of_the_default_is_a_choice(place, tmp_path):
    assert not is_given("trusted_proxies", place)
    assert is_given("trusted_proxies", {**place, "HOABAN_TRUSTED_PROXIES": ""})
    write(tmp_path, 'trusted_proxies = ["127.0.0.1", "::1"]')
    assert is_given("trusted_proxies", place)


# The page about them --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("port", "| `HOABAN_PORT` | number | `8000` | Port that `hoaban serve` listens at. |"),
        ("secret_key", "| `HOABAN_SECRET_KEY` | text, secret | none; in development made once and kept in the state"),
        ("debug", "| `HOABAN_DEBUG` | switch | no |"),
        ("limit_image", "| `HOABAN_LIMIT_IMAGE` | size | `20 MB` |"),
        ("trusted_proxies", "| `HOABAN_TRUSTED_PROXIES` | list | `127.0.0.1,::1` |"),
        ("var", "| `HOABAN_VAR` | folder | `var` |"),
        ("database_url", "| `HOABAN_DATABASE_URL` | text, secret | SQLite |"),
    ],
)
def test_the_page_of_options_says_kind_and_default(name, cells):
    assert row(Options.__dataclass_fields__[name]).startswith(cells)


def test_the_page_of_options_is_the_one_in_the_papers():
    told = page()
    assert told.startswith(HEAD)
    assert told.count("\n| `HOABAN_") == len(dataclasses.fields(Options))
    assert told == (ROOT / "docs/settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", TOLD_OF_THE_FILE)
def test_what_the_file_says_in_vain_is_told(tmp_path, line):
    (tmp_path / "hoaban.toml").write_text(line)
    with pytest.raises(WrongOptions) as refused:
        read_options({"HOABAN_VAR": str(tmp_path), **GOOD})
    assert [problem for problem in refused.value.problems if TOLD_OF_THE_FILE[line] in problem]
