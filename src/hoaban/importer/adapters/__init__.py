"""Sources that the importer reads, one file a kind; later kinds only add a file and a line in `ADAPTERS`."""

from __future__ import annotations

from hoaban.importer.adapters.source import Adapter, Input, Source
from hoaban.importer.adapters.text_files import TextFiles

ADAPTERS: list[Adapter] = [TextFiles()]

__all__ = ["ADAPTERS", "Adapter", "Input", "Source"]
