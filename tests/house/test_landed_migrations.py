"""A migration that has landed is not edited any more: databases have seen it as it was. The list only grows."""

import hashlib
import os

from tests.machine import ROOT

LIST = ROOT / "tests/house/landed_migrations.txt"
MIGRATIONS = sorted(ROOT.glob("src/hoaban/*/migrations/0*.py"))
LAND = "LAND_MIGRATIONS"


def digests():
    return {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in MIGRATIONS}


def landed():
    return dict(reversed(line.split()) for line in LIST.read_text().splitlines())


def test_what_has_landed_is_as_it_was_and_what_is_new_lands_here():
    now, then = digests(), landed()
    edited = [name for name, digest in then.items() if now.get(name) != digest]
    assert edited == [], "Put them back as they were, and write what is new into a migration of its own."
    if os.environ.get(LAND):
        LIST.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted({**now, **then}.items())))
    assert landed().keys() == now.keys(), f"Add what is new, when it is final: {LAND}=1 pytest tests/house/{__name__}"
