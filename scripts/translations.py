"""Compares what the rooms say with what their Vietnamese catalogues hold, without any program of the machine."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src/hoaban"
LANGUAGE = "vi"
# Lazy twins and short names of Django's functions; Babel knows the others.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")
Text = tuple[str, str]  # context (empty for none), text


def texts_of(path: Path) -> Iterator[Text]:
    """Every text of a module or a template that is meant for people."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Only the calls are left of a template; as lines of their own they are Python.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    options = {"encoding": "utf-8"}
    for _line, function, found, _comments in extract_python(io.BytesIO(source.encode()), list(KEYWORDS), [], options):
        words = list(found) if isinstance(found, tuple) else [found]
        has_context = function.lstrip("n").startswith("pgettext")
        context = words.pop(0) if has_context else ""
        if words and words[0]:
            yield (str(context), words[0])


def said_by(room: Path) -> set[Text]:
    """Every text that a room says to people."""
    sources = [*room.rglob("*.py"), *(room / "templates").rglob("*.*")]
    return {text for path in sources if "migrations" not in path.parts for text in texts_of(path)}


def catalogue_of(room: Path) -> dict[Text, tuple[str, ...]]:
    """What the room's catalogue translates, less what is marked as doubtful."""
    path = room / "locale" / LANGUAGE / "LC_MESSAGES/django.po"
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=LANGUAGE, abort_invalid=True)
    translated = {}
    for message in catalogue:
        text = message.id[0] if isinstance(message.id, tuple) else message.id
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if text and all(strings) and not message.fuzzy:
            translated[(message.context or "", text)] = tuple(strings)
    return translated


def faults_of(room: Path) -> Iterator[str]:
    """What is wrong with a room's translations."""
    said = said_by(room)
    translated = catalogue_of(room)
    for context, text in sorted(said - set(translated)):
        yield f"{room.name}: not translated: {text!r}" + (f" (context {context!r})" if context else "")
    for context, text in sorted(set(translated) - said):
        yield f"{room.name}: translated, but said nowhere: {text!r}" + (f" (context {context!r})" if context else "")
    for (_context, text), strings in translated.items():
        wanted = set(PLACEHOLDER.findall(text))
        for string in strings:
            if len(strings) == 1 and set(PLACEHOLDER.findall(string)) != wanted:
                yield f"{room.name}: other placeholders in the translation of {text!r}"


def main() -> int:
    """Tell every fault of every room."""
    rooms = [path for path in sorted(PACKAGE.iterdir()) if (path / "__init__.py").exists()]
    faults = [fault for room in rooms for fault in faults_of(room)]
    print("\n".join(faults) if faults else f"{len(rooms)} rooms speak Vietnamese.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
