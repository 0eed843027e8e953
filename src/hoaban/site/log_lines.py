"""What the log of the process holds: one line for one event, whatever a visitor puts into an address."""

from __future__ import annotations

import logging
import re

# Whoever reads the log line by line, or shows it in a terminal, must meet no line and no colour of a visitor's making.
CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class OneLine(logging.Formatter):
    """The usual line with control characters written out; a traceback follows on lines of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the library's name
        """The line of a record, without its traceback."""
        record.message = CONTROLS.sub(lambda found: ascii(found[0])[1:-1], record.message)
        return super().formatMessage(record)


class NoTraceback(logging.Filter):
    """Leaves traceback and causes out of what anybody may cause who sends something too large or too odd."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        record.exc_info = record.exc_text = None
        return True
