"""Renders one block of a stream field by itself, as a page would, and asks its `clean()`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from hoaban.kit.stream import NamedStreamField


def block_of(field: str, name: str) -> Any:
    """A block of a named stream field."""
    return NamedStreamField(field).stream_block.child_blocks[name]


def rendered(field: str, name: str, value: Any, **context: Any) -> str:
    """The HTML of a block with a value as it stands in the database or in Python."""
    block = block_of(field, name)
    return str(block.render(block.normalize(value), context=context))


def cleaned(field: str, name: str, value: Any) -> Any:
    """What a block makes of a value that is saved. Raises ValidationError."""
    block = block_of(field, name)
    return block.clean(block.normalize(value))


def wrong_fields(field: str, name: str, value: Any) -> set[str]:
    """Names of the parts of a block of which its `clean()` complains; empty where it takes the value."""
    try:
        cleaned(field, name, value)
    except ValidationError as refused:
        return set(getattr(refused, "block_errors", None) or {"": refused})
    return set()
