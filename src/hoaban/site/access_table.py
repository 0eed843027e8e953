"""Who may call which address of the house, from what every room declares; closed by default."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

from django.urls import ResolverMatch

from hoaban.kit.access import AccessRule, Rule
from hoaban.kit.errors import HoabanError
from hoaban.kit.rooms import declared

ALL_THAT_BEGIN_SO = "*"


class DeclaredTwice(HoabanError):
    """Two rules speak of one address: which of them holds must not depend on the order of the rooms."""


@cache
def rules() -> dict[str, Rule]:
    """Every rule by the address, or the namespace, for which it stands; raises DeclaredTwice."""
    found: dict[str, Rule] = {}
    for entry in declared(AccessRule):
        for address in entry.addresses.split():
            if address in found:
                raise DeclaredTwice(f"Two AccessRules speak of {address!r}. Take one out of the room.py that has it.")
            found[address] = entry.rule
    return found


def name_of(match: ResolverMatch) -> str:
    """The name by which an address stands in the table: its full name, its route where it has none."""
    return match.view_name if match.url_name else match.route


@cache
def rule_named(name: str) -> Rule | None:
    """The rule of a name: its own before that of all that begin like it, of these the most exact."""
    if name in rules():
        return rules()[name]
    patterns = (entry for entry in rules() if entry.endswith(ALL_THAT_BEGIN_SO) and fnmatchcase(name, entry))
    most_exact = max(patterns, key=len, default=None)
    return rules()[most_exact] if most_exact is not None else None


def rule_of(match: ResolverMatch) -> Rule | None:
    """The rule of an address, or None where no room declared one."""
    return rule_named(name_of(match))
