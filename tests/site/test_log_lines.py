"""The log has one line for one event, and nothing in it is a visitor's."""

import io
import logging
import sys

import pytest
from django.conf import settings

from hoaban.site.log_lines import NoTraceback, OneLine


def logged(message, *arguments, filters=(), error=None):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine("{levelname} {name}: {message}", style="{"))
    record = logging.LogRecord("own", logging.ERROR, "", 0, message, arguments, error)
    if all(one.filter(record) for one in filters):
        handler.handle(record)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/a\n2026-12-01 ERROR forged", r"/a\n2026-12-01 ERROR forged"),
        ("/\x00\r\x1b[31m", r"/\x00\r\x1b[31m"),
        ("/\x85\u2028\u202e", r"/\x85\u2028\u202e"),
        ("/tin-tuc/ế 🎉", "/tin-tuc/ế 🎉"),
        ("/\t", "/\t"),
    ],
)
def test_a_visitor_makes_no_line_and_no_colour(path, written):
    assert logged("Refused GET %s", path) == f"ERROR own: Refused GET {written}\n"


def fault():
    """An error as the log gets it, with where it was raised."""
    try:
        int("of\nours")
    except ValueError:
        return sys.exc_info()


def test_a_traceback_keeps_its_lines():
    lines = logged("It failed: %s", "x\ny", error=fault()).splitlines()
    assert lines[0] == r"ERROR own: It failed: x\ny"
    assert lines[1] == "Traceback (most recent call last):"


def test_what_anybody_may_cause_has_no_traceback():
    assert logged("Too large", filters=[NoTraceback()], error=fault()) == "ERROR own: Too large\n"


def test_every_line_of_the_process_is_written_so():
    assert settings.LOGGING["formatters"]["line"]["()"] == f"{OneLine.__module__}.{OneLine.__name__}"
    assert settings.LOGGING["handlers"]["stream"]["formatter"] == "line"
