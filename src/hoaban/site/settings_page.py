"""Writes `docs/settings.md` from the options, so that the paper cannot fall behind the code."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

from hoaban.site.option_values import size, size_in_words
from hoaban.site.options import FILE_NAME, Options, variable

HEAD = f"""# Which options does an installation have?

Written by `make docs` from `src/hoaban/site/options.py`; do not edit by hand.

Each option is an environment variable, or a key of the file `{FILE_NAME}` in the state folder (the name in small
letters without `HOABAN_`, for example `hosts = ["portal.example.vn"]`). The environment wins. Whatever is wrong is
told at the start, all of it at once. Lists are separated by commas; switches are `yes` or `no`; sizes read `20 MB`.

| variable | type | default | what it is for |
| --- | --- | --- | --- |
"""
TYPES = {"str": "text", "Path": "folder", "bool": "switch", "int": "number", "tuple[str, ...]": "list"}


def shown_default(field: dataclasses.Field[Any]) -> str:
    """The default as an operator would write it."""
    if field.metadata["shown"]:
        return str(field.metadata["shown"])
    value: Any = field.default
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    return f"`{size_in_words(value)}`" if field.metadata["read"] is size else f"`{value}`"


def row(field: dataclasses.Field[Any]) -> str:
    """The row of an option: variable, kind, default, sentence."""
    kind = "size" if field.metadata["read"] is size else TYPES[str(field.type)]
    kind += ", secret" if field.metadata["secret"] else ""
    return f"| `{variable(field.name)}` | {kind} | {shown_default(field)} | {field.metadata['sentence']} |"


def page() -> str:
    """The whole page as Markdown."""
    return HEAD + "\n".join(row(field) for field in dataclasses.fields(Options)) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
