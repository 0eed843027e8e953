"""The registry in which rooms declare the tables whose changes readers may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import models


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


# What Wagtail and Django themselves put before readers. Rooms add theirs with `track`.
_tracked: dict[str, Tracked] = {}
# Tables that pages read and nobody changes while the product runs.
CONSTANT = frozenset({"django_content_type"})


def track(label: str, *, keys: Iterable[str] = (), ignored: Iterable[str] = (), grows: bool = True) -> None:
    """Declare a model as tracked; to be called from a room's `AppConfig.ready`."""
    _tracked[label.lower()] = Tracked(label, tuple(keys), tuple(ignored), grows)
    tracked_tables.cache_clear()


@cache
def tracked_tables() -> dict[str, Tracked]:
    """Every tracked table by its name."""
    return {entry.table: entry for entry in _tracked.values()}


def track_what_wagtail_shows() -> None:
    """Declare the models of Wagtail and taggit on which public pages depend."""
    track(
        "wagtailcore.Page",
        # `live`: so that the report can tell a page that came on the air from one that left it.
        keys=("path", "url_path", "translation_key", "live"),
        ignored=(
            "draft_title latest_revision latest_revision_created_at has_unpublished_changes locked locked_at locked_by "
            "numchild live_revision go_live_at expire_at expired owner"
        ).split(),
    )
    # Drafts: the editors' search follows them, the press does not.
    track("wagtailcore.Revision", keys=("content_type", "object_id"), ignored=("approved_go_live_at", "user"))
    track("wagtailcore.Site", grows=False)
    track("wagtailcore.Locale", grows=False)
    track("wagtailcore.PageViewRestriction", keys=("page",), grows=False)
    track("wagtailcore.CollectionViewRestriction", keys=("collection",), grows=False)
    track("wagtailcore.Collection", ignored=("numchild",), grows=False)
    track("wagtailredirects.Redirect", keys=("old_path", "site", "redirect_page"), ignored=("automatically_created",))
    track("taggit.Tag")
