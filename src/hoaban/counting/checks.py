"""Finds at start what would count reads twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.checks import CheckMessage, Error, register

from hoaban.counting.groups import ReadGroup
from hoaban.counting.models import GroupDay
from hoaban.counting.storing import REFERRER
from hoaban.kit.rooms import declared


@register
def groups_have_kinds_of_their_own(**_: Any) -> list[CheckMessage]:
    """No two rooms sum reads under one kind, and each kind fits into its column."""
    kinds = Counter([REFERRER, *(group.kind for group in declared(ReadGroup))])
    longest = GroupDay._meta.get_field("kind").max_length or 0
    twice = [
        Error(
            f"Two groups of reads are of the kind {kind!r}: their reads would be added up.",
            hint="Give one of them another kind, in the room.py that declares it.",
            id="hoaban.counting.E001",
        )
        for kind, count in kinds.items()
        if count > 1
    ]
    long = [
        Error(
            f"The kind {kind!r} of a group of reads has {len(kind)} letters.",
            hint=f"Shorten it to {longest}.",
            id="hoaban.counting.E002",
        )
        for kind in kinds
        if len(kind) > longest
    ]
    return [*twice, *long]
