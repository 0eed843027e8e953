"""A lookup that finds words typed without marks: `title__folded_contains="hoi nghi"` finds "Hội nghị".

For tables that no index knows, such as that of photos; it reads every row of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, Lookup, TextField

from hoaban.kit.vietnamese import ALPHABET, TONES, fold, nfc

FUNCTION = "hoaban_fold"
SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\%_"})


@cache
def marked_letters() -> str:
    """Every letter of Vietnamese that `fold` changes, in small and in capital letters."""
    toned = {nfc(letter + tone) for letter in ALPHABET for tone in ("", *TONES)}
    return "".join(sorted({form for letter in toned for form in (letter, letter.upper()) if is_marked(form)}))


def is_marked(letter: str) -> bool:
    """Whether it is one letter and not of ASCII."""
    return len(letter) == 1 and not letter.isascii()


@CharField.register_lookup
@TextField.register_lookup
class FoldedContains(Lookup):
    """Whether a text holds another one, marks and capital letters left out of both."""

    lookup_name = "folded_contains"

    def get_prep_lookup(self) -> str:
        """What is looked for, as LIKE wants it."""
        return f"%{fold(str(self.rhs)).translate(SPECIAL)}%"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By a function of ours, which each connection is given."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{FUNCTION}({left}) LIKE {right} ESCAPE '\\'", [*left_values, *right_values]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the letters of Vietnamese: the extension that knows all marks is not on every server."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        marked = marked_letters()
        folded = f"lower(translate(normalize({left}, NFC), %s, %s))"
        return f"{folded} LIKE {right} ESCAPE '\\'", [*left_values, marked, fold(marked), *right_values]


def give_function(connection: Any, **_: Any) -> None:
    """Let SQLite fold texts as we do."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, folded_or_none, deterministic=True)


def folded_or_none(text: str | None) -> str | None:
    """A text folded; nothing stays nothing."""
    return None if text is None else fold(text)


def install() -> None:
    """Have every connection that is opened know the function."""
    connection_created.connect(give_function, dispatch_uid="search.folded_lookup")
