"""What a file for a spreadsheet may hold: texts that stay texts, whoever wrote them."""

from __future__ import annotations

import re
from typing import TypeVar

# A spreadsheet takes a text that begins so for a formula (OWASP, "CSV Injection").
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where another separator than the comma is set, as in Vietnamese, a cell ends within a text, quotes or not.
ENDS_A_CELL = re.compile(r"([;\t\r\n][ \"]*)(?=[=+\-@＝＋－＠])")
# The mark by which Excel knows UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# Signs that no XML, and so no workbook, may hold.
FORBIDDEN = dict.fromkeys(
    [*(sign for sign in range(32) if chr(sign) not in "\t\n\r"), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
Value = TypeVar("Value")


def harmless(value: Value) -> Value | str:
    """A text that no spreadsheet takes for a formula; numbers and days stay what they are.

    >>> harmless("=1+1"), harmless("a; =1+1"), harmless("Tin tức"), harmless(-3)
    ("'=1+1", "a; '=1+1", 'Tin tức', -3)
    """
    if not isinstance(value, str):
        return value
    text = ENDS_A_CELL.sub(r"\1'", value)
    return f"'{text}" if text.lstrip(' "').startswith(BEGINS_A_FORMULA) else text


def printable(value: Value) -> Value | str:
    r"""A text without the signs that a workbook may not hold.

    >>> printable("a\x00b\x1fc"), printable(3)
    ('abc', 3)
    """
    return value.translate(FORBIDDEN) if isinstance(value, str) else value
