"""The published file under which an address is meant, where it is one under which readers may be sent to it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hoaban.front.layout import FILES, INDEX, NOT_FOUND, UNAVAILABLE, file_of, is_canonical
from hoaban.front.response_cache import is_half_or_variant


def nearest_file(top: Path, address: str) -> str:
    """The address of a published file of a host's folder: this one, or the only one with its hash; empty for none."""
    found = under_its_hash(top, address)
    return found if is_published(top, found) else ""


def is_published(top: Path, address: str) -> bool:
    """Whether a file lies at an address under which readers may be sent to it."""
    if not is_canonical(address) or address.endswith("/" + INDEX) or address in {NOT_FOUND, UNAVAILABLE}:
        return False
    return not is_half_or_variant(top, address) and (top / file_of(address)).is_file()


def under_its_hash(top: Path, address: str) -> str:
    """The address of the only file with the hash that an address names, whatever it calls it: else the address.

    Names have changed and are shortened by those who pass them on; the hash says which file is meant. Readers are sent
    to the file's own name, which says what kind it is: it is never answered under another one.
    """
    folder = f"{FILES}{address.removeprefix(FILES).partition('/')[0]}/"
    if not address.startswith(FILES) or not is_canonical(folder):
        return address
    with suppress(OSError):
        names = [f"{folder}{place.name}" for place in (top / folder[1:]).iterdir()]
        whole = [name for name in names if not is_half_or_variant(top, name)]
        return whole[0] if len(whole) == 1 else address
    return address
