"""Who may call which address: the kind in which each room declares it, and the rules that need no room.

    # hoaban/search/room.py
    DECLARES = [AccessRule("search search_feed", anybody), AccessRule("search_report", enters)]

What stands in no rule is answered with 404: see `hoaban.site.guard`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

LARGEST_KEY = 2**63 - 1
ANY_RIGHT = ("add", "change", "delete", "view")


def row_key(text: Any) -> int | None:
    """A number of a row, or None for anything else."""
    written = str(text)
    return int(written) if written.isascii() and written.isdecimal() and int(written) <= LARGEST_KEY else None


@dataclass(frozen=True)
class AccessRequest:
    """One request to an address, before its view sees it."""

    request: HttpRequest
    match: ResolverMatch
    args: tuple[Any, ...]
    named: dict[str, Any]

    @property
    def user(self) -> Any:
        """Who asks; whoever does is signed in and may enter the desk, but for `anybody`."""
        return self.request.user

    def number(self, names: tuple[str, ...]) -> int | None:
        """The number that stands in the address under one of the names, or first in it; None where that is none."""
        given = [self.named[name] for name in names if name in self.named] or list(self.args[:1])
        return row_key(given[0]) if given else None


# Whether the view may answer, or what is answered instead of it.
Verdict = bool | HttpResponseBase
Rule = Callable[[AccessRequest], Verdict]


@dataclass(frozen=True)
class AccessRule:
    """Who may call some addresses.

    `addresses`: their full names, or routes of those without a name, separated by spaces; `documents:*` or `reports_*`
    stands for all that begin so and are in no other rule, so that a new one there is closed to whoever has no right.
    """

    addresses: str
    rule: Rule


def anybody(asked: AccessRequest) -> Verdict:
    """Readers too; what the view then shows is its own affair."""
    return True


def nobody(asked: AccessRequest) -> Verdict:
    """For an address that a library brings along and the product does not use."""
    return False


def nowhere(asked: AccessRequest) -> Verdict:
    """For a pattern that catches what no other one does: nothing is there, whoever asks."""
    raise Http404


def enters(asked: AccessRequest) -> Verdict:
    """Whoever may enter the desk: the guard has asked that already."""
    return True


def with_right(policy: Callable[[], Any], *actions: str) -> Rule:
    """Whoever has one of the rights that a policy of Wagtail's knows, on anything."""

    def rule(asked: AccessRequest) -> Verdict:
        return bool(policy().user_has_any_permission(asked.user, actions))

    return rule


def on_model(label: str) -> Rule:
    """Whoever has any right to the rows of a model."""

    def rule(asked: AccessRequest) -> Verdict:
        return holds_any(asked.user, apps.get_model(label))

    return rule


def holds_any(user: Any, model: Any) -> bool:
    """Whether the user has any right to the rows of a model."""
    about = model._meta
    return any(user.has_perm(f"{about.app_label}.{right}_{about.model_name}") for right in ANY_RIGHT)
