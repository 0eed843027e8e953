"""What stops the process that reads a file's text, besides what is damaged."""

from __future__ import annotations

from hoaban.kit.errors import HoabanError


class LockedFile(HoabanError):
    """A document that opens with a password only."""
