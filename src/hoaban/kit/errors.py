"""The exceptions of the product. Each says what happened, with which value, and what to do next.

HoabanError
├── UnreadableText   bytes that are no text in a known encoding
└── RefusedUpload    a file that is not taken in, with the limit or the reason
"""

from __future__ import annotations


class HoabanError(Exception):
    """Something that a person can be told in a sentence; `str()` is that sentence."""


class UnreadableText(HoabanError):
    """Bytes that are no text in any encoding that the product knows."""


class RefusedUpload(HoabanError):
    """A file that is not taken in; the message says the limit or what is wrong, for whoever uploads it."""
