"""The words on the command line: which are understood, which are refused with what, and what a fault comes to."""

import os
import re
from pathlib import Path

import pytest

from hoaban.kit.errors import HoabanError
from hoaban.site import command
from hoaban.site.commands import reads_command
from hoaban.site.options import WrongOptions
from hoaban.site.version import version

COMMANDS = [
    "serve",
    "setup",
    "demo",
    "import",
    "press",
    "verify",
    "backup",
    "restore",
    "nginx",
    "renditions",
    "search",
    "reads",
    "doctor",
    "manage",
]


def parsed(*words):
    return command.parser().parse_args(words)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("sevre",), "invalid choice: 'sevre'"),
        (("serve", "here"), "unrecognized arguments: here"),
        (("serve", "--port", "0"), "'0': write a whole number from 1 to 65535."),
        (("serve", "--port", "65536"), "'65536': write a whole number from 1 to 65535."),
        (("serve", "--port", "eighty"), "'eighty': write a whole number"),
        (("serve", "--port", "-1"), "--port"),
        (("serve", "--port"), "expected one argument"),
        (("serve", "--address", "localhost"), "'localhost': write an IP address"),
        (("serve", "--address", "127.0.0.1:80"), "'127.0.0.1:80': write an IP address"),
        (("serve", "--ipv6", "yes"), "unrecognized arguments: yes"),
        (("demo", "--articles", "0"), "'0': write a whole number from 1 to 1000000."),
        (("demo", "--articles", "1000001"), "write a whole number from 1 to 1000000."),
        (("demo", "--articles", "1.5"), "'1.5': write a whole number"),
        (("demo", "--seed", "1000000"), "write a whole number from 0 to 999999."),
        (("import",), "the following arguments are required: ACT"),
        (("import", "old.zip"), "invalid choice: 'old.zip'"),
        (("import", "run"), "the following arguments are required: FILE_OR_FOLDER"),
        (("import", "run", "a", "b"), "unrecognized arguments: b"),
        (("import", "records"), "the following arguments are required: job"),
        (("import", "records", "job", "--dry-run"), "unrecognized arguments: --dry-run"),
        (("press", "--export"), "expected one argument"),
        (("press", "--addresses", "short"), "invalid choice: 'short'"),
        (("press", "--export", "x", "--addresses", ""), "invalid choice: ''"),
        (("verify", "--sample", "0"), "'0': write a whole number from 1 to 10000000."),
        (("verify", "--sample", "all"), "'all': write a whole number"),
        (("backup",), "the following arguments are required: FOLDER"),
        (("backup", "x", "--keep", "0"), "'0': write a whole number from 1 to 10000."),
        (("restore", "x", "--from"), "expected one argument"),
        (("search", "--build"), "unrecognized arguments: --build"),
        (("nginx", "--certificate"), "expected one argument"),
        (("renditions", "now"), "unrecognized arguments: now"),
        (("reads", "--all"), "unrecognized arguments: --all"),
        (("doctor", "--mend", "it"), "unrecognized arguments: it"),
    ],
)
def test_a_wrong_command_line_is_refused_before_anything_is_touched(hoaban, monkeypatch, words, complaint):
    monkeypatch.setattr(command.django, "setup", lambda: pytest.fail("It began."))
    told = hoaban(*words)
    assert told.code == command.WRONG_USE
    assert complaint in told.err
    assert told.err.startswith("usage: hoaban")
    assert told.out == ""


@pytest.mark.parametrize("words", [("--help",), *((name, "--help") for name in COMMANDS[:-1])])
def test_help_is_shown_and_nothing_is_done(hoaban, monkeypatch, words):
    monkeypatch.setattr(command.django, "setup", lambda: pytest.fail("It began."))
    told = hoaban(*words)
    assert told.code == 0
    assert told.out.startswith("usage: hoaban")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_every_command_with_a_sentence(hoaban, name):
    assert re.search(rf"^ +{name}\s+\w.* .* .*", hoaban("--help").out, re.MULTILINE)


def test_every_command_has_a_module_that_runs_it():
    modules = {path.stem.removesuffix("_command") for path in Path(reads_command.__file__).parent.glob("*_command.py")}
    assert modules == set(COMMANDS)


def test_the_version_is_told(hoaban):
    assert hoaban("--version") == (0, f"hoaban {version()}\n", "")


def test_what_is_not_said_is_left_to_the_options():
    serve = parsed("serve")
    assert (serve.address, serve.port, serve.ipv6, serve.empty) == (None, None, None, False)
    press = parsed("press")
    assert (press.all, press.export, press.addresses, press.base_url, press.site) == (False, None, None, "", "")
    demo = parsed("demo")
    assert (demo.articles, demo.seed, demo.dry_run) == (0, 1, False)


@pytest.mark.parametrize(
    ("given", "read"), [("0.0.0.0", "0.0.0.0"), ("::1", "::1"), ("2001:0db8:0:0:0:0:0:1", "2001:db8::1")]
)
def test_an_address_is_read_in_its_shortest_form(given, read):
    assert parsed("serve", "--address", given).address == read


def test_the_words_for_django_are_handed_on_as_they_are():
    words = ["migrate", "--plan", "--help", "--", "-x"]
    assert parsed("manage", *words).words == words


def test_options_of_an_import_are_read_as_paths_and_texts():
    said = parsed("import", "run", "old", "--job", "job", "--only", "*.txt", "--site", "xa.example", "--dry-run")
    assert (said.source, said.job, said.only, said.site, said.dry_run) == (
        *(Path("old"), Path("job")),
        *("*.txt", "xa.example", True),
    )


@pytest.mark.parametrize(
    ("fault", "code", "sentence"),
    [
        (HoabanError("The disk is full."), 1, "The disk is full.\n"),
        (WrongOptions(["HOABAN_PORT is 'x': write one."]), 2, "  - HOABAN_PORT is 'x': write one.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_a_fault_is_told_in_a_sentence_with_its_exit_code(hoaban, monkeypatch, fault, code, sentence):
    def fails(_arguments):
        raise fault

    monkeypatch.setattr(reads_command, "run", fails)
    told = hoaban("reads")
    assert told.code == code
    assert sentence in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_fault_of_ours_is_not_hidden(hoaban, monkeypatch):
    def fails(_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(reads_command, "run", fails)
    with pytest.raises(ZeroDivisionError):
        hoaban("reads")


def test_wrong_options_are_told_all_at_once_with_the_number_of_them(hoaban, monkeypatch):
    def fails():
        raise WrongOptions(["HOABAN_PORT is 'x': write one.", "HOABAN_HOSTS is missing."])

    monkeypatch.setattr(command.django, "setup", fails)
    told = hoaban("reads")
    assert told.code == 2
    assert "Hoa Ban cannot start: 2 options are wrong." in told.err
    assert told.err.count("\n  - ") == 2


def test_what_a_command_answers_is_the_exit_code_and_its_files_are_private(hoaban, monkeypatch, tmp_path):
    def writes(_arguments):
        (tmp_path / "file").touch()
        return 7

    monkeypatch.setattr(reads_command, "run", writes)
    assert hoaban("reads").code == 7
    assert (tmp_path / "file").stat().st_mode & 0o077 == 0


def test_the_settings_of_the_product_are_taken_where_none_are_named(hoaban, monkeypatch):
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    monkeypatch.setattr(reads_command, "run", lambda _arguments: 0)
    hoaban("reads")
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "hoaban.site.settings"


def test_one_wrong_option_is_counted_as_one():
    assert "1 option is wrong." in str(WrongOptions(["x"]))
