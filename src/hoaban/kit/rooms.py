"""The one way in which a room tells the house what it gives: `room.py` declares, a floor below collects.

# hoaban/news/room.py
DECLARES = [Tracked("news.Article", keys=("section",)), ListedType(model=Article, kind="article", ...)]

# a floor below, which knows no room above it
for listed_type in declared(ListedType): ...
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import TypeVar

from django.apps import apps
from django.utils.module_loading import module_has_submodule

Kind = TypeVar("Kind")


class Implies(ABC):
    """Something whose declaration says other things too, so that a room need not repeat them."""

    @abstractmethod
    def implied(self) -> Iterable[object]:
        """What is declared with it."""


@cache
def declared(kind: type[Kind]) -> tuple[Kind, ...]:
    """Everything of a kind (its subclasses too) that the installed rooms declare, in the order of INSTALLED_APPS.

    Raises AppRegistryNotReady before all models are loaded: a `room.py` may name them.
    """
    return tuple(given for given in everything() if isinstance(given, kind))


@cache
def everything() -> tuple[object, ...]:
    """What every installed room declares."""
    apps.check_models_ready()
    rooms = [config.name for config in apps.get_app_configs() if module_has_submodule(config.module, "room")]
    return tuple(with_implied(given for room in rooms for given in import_module(f"{room}.room").DECLARES))


def with_implied(given: Iterable[object]) -> Iterator[object]:
    """Each thing, and after it what it declares by itself: a type of page the table in which its rows stand."""
    for one in given:
        yield one
        if isinstance(one, Implies):
            yield from with_implied(one.implied())
