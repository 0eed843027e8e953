"""The tables whose changes readers may see, as rooms declare them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import models

from hoaban.kit.rooms import declared


@dataclass(frozen=True)
class Tracked:
    """One tracked table.

    `label`: the model. `keys`: fields whose old and new values an entry carries besides the primary key, because
    queries of public pages select by them. `ignored`: fields that no reader sees; a change of these alone leaves no
    entry. `grows`: the table holds many rows, so no page may depend on the whole of it.
    """

    label: str
    keys: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    grows: bool = True

    @cached_property
    def model(self) -> Any:
        """The model that `label` names; asked for late, since rooms track before all models are loaded."""
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        """Name of the table."""
        return str(self.model._meta.db_table)

    @cached_property
    def primary_key(self) -> str:
        """Name of the column of the primary key."""
        return str(self.model._meta.pk.column)

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns whose changes are logged, the primary key's not among them."""
        unseen = {*self.ignored, self.model._meta.pk.name}
        return [field.column for field in self.model._meta.local_concrete_fields if field.name not in unseen]

    @cached_property
    def key_columns(self) -> list[str]:
        """Names of the columns whose values an entry carries, the primary key's first."""
        return [self.primary_key, *(self.model._meta.get_field(name).column for name in self.keys)]

    @cached_property
    def selecting_columns(self) -> frozenset[str]:
        """Key columns whose value looks the same in an entry and as a parameter of a query."""
        unlike = (models.BooleanField, models.DateTimeField, models.DateField)
        fields = (self.model._meta.get_field(name) for name in self.keys)
        return frozenset({self.primary_key, *(field.column for field in fields if not isinstance(field, unlike))})


# Tables that pages read and nobody changes while the product runs.
CONSTANT = frozenset({"django_content_type"})


@cache
def tracked_tables() -> dict[str, Tracked]:
    """Every tracked table by its name."""
    return {one.table: one for one in declared(Tracked)}
