"""How the press is, for the editors' desk and the doctor: what failed, what stops it, what waits; and trying again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.permissions import permission_policy as redirect_permission_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from hoaban.pages import queries
from hoaban.pages.page_urls import beginning
from hoaban.press.actions import STATE
from hoaban.press.address_rendering import folders_of, sites
from hoaban.press.faults import blocks_at_fault
from hoaban.press.old_addresses import stored_forms
from hoaban.press.page_finding import candidates_of
from hoaban.press.pending import Failure

# Fewer than these wait a moment after any publication; nobody has to know.
MANY = 200
MOST_LOOKED_AT = 200
MOST_SHOWN = 20
# Of the newest alone it is looked up which block is to blame: each is shown once for that.
MOST_EXPLAINED = 3
SECONDS_TO_WAIT = 5


@dataclass(frozen=True)
class PressHealth:
    """How the press is: its failures, the newest first and only so many; how many there are; what stops it; what waits.

    `waiting` counts the addresses that wait for their turn, those that failed not among them. `circles`: (folder, path)
    of redirects that are left out because they come back to themselves, and only so many of them.
    """

    failures: tuple[Failure, ...] = ()
    failed: int = 0
    alarm: str = ""
    waiting: int = 0
    circles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class VisibleFailure:
    """One failure as a user sees it.

    `page`: the nearest one above the address. `faults`: what of it cannot be shown, in words, where it was looked up.
    """

    failure: Failure
    page: Page | None
    may_edit: bool
    faults: tuple[str, ...] = ()


def health(var: Path) -> PressHealth:
    """How the press is; all is well where there is no press yet. A state file that cannot be read is an alarm."""
    file = var / STATE
    if not file.exists():
        return PressHealth()
    try:
        with opened(file, "ro") as state:
            rows = state.execute(
                "SELECT folder, path, reason, since, tries FROM failure ORDER BY since DESC, folder, path LIMIT ?",
                (MOST_LOOKED_AT,),
            ).fetchall()
            (failed,) = state.execute("SELECT count(*) FROM failure").fetchone()
            (waiting,) = state.execute("SELECT count(*) FROM pending").fetchone()
            alarm = state.execute("SELECT value FROM fact WHERE name = 'alarm'").fetchone()
            circles = state.execute(
                "SELECT folder, path FROM address WHERE status = 404 ORDER BY folder, path LIMIT ?", (MOST_LOOKED_AT,)
            ).fetchall()
    except sqlite3.Error as error:
        return PressHealth(alarm=f"{file}: {error}")
    failures = tuple(Failure(row[0], row[1], row[2], datetime.fromtimestamp(row[3], UTC), row[4]) for row in rows)
    return PressHealth(failures, failed, alarm[0] if alarm else "", max(0, waiting - failed), tuple(circles))


@contextmanager
def opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """The state file beside a press that works with it: `ro` cannot write, `rw` can; neither makes a file."""
    address = f"{file.resolve().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=SECONDS_TO_WAIT)) as connection:
        yield connection


def may_see(user: Any) -> bool:
    """Whether the press concerns a user: administrators, and whoever may publish anything."""
    return bool(page_permission_policy.user_has_permission(user, "publish"))


def try_again(var: Path, user: Any) -> int:
    """Let everything that failed be tried at once; returns how many addresses that are.

    Raises PermissionDenied, and sqlite3.Error where the press is writing for longer than one can wait.
    """
    if not may_see(user):
        raise PermissionDenied
    if not (var / STATE).exists():
        return 0
    with opened(var / STATE, "rw") as state, state:
        return state.execute(
            "UPDATE pending SET not_before = 0 WHERE (folder, path) IN (SELECT folder, path FROM failure)"
        ).rowcount


def visible_to(user: Any, failures: tuple[Failure, ...]) -> list[VisibleFailure]:
    """Those failures that a user may know of: administrators all, others what lies under pages they may explore."""
    pages = nearest_pages(failures)
    found = [(failure, pages.get((failure.folder, failure.path))) for failure in failures]
    if not user.is_superuser:
        explored = page_permission_policy.instances_with_direct_explore_permission(user)
        roots = tuple(page.path for page in explored)
        found = [(failure, page) for failure, page in found if page is not None and page.path.startswith(roots)]
    return [
        VisibleFailure(
            failure,
            page,
            page is not None and page.permissions_for_user(user).can_edit(),
            tuple(blocks_at_fault(page.specific)) if page is not None and number < MOST_EXPLAINED else (),
        )
        for number, (failure, page) in enumerate(found[:MOST_SHOWN])
    ]


def may_correct_redirects(user: Any) -> bool:
    """Whether a user may change redirects."""
    return bool(redirect_permission_policy.user_has_permission(user, "change"))


def circles_for(user: Any, circles: tuple[tuple[str, str], ...]) -> list[Redirect]:
    """The redirects that come back to themselves, for whoever may correct one; not those that are gone."""
    if not may_correct_redirects(user):
        return []
    forms = {form for _folder, path in circles for form in stored_forms(path)}
    return list(Redirect.objects.filter(old_path__in=forms).order_by("old_path", "pk")[:MOST_SHOWN])


def nearest_pages(failures: tuple[Failure, ...]) -> dict[tuple[str, str], Page]:
    """By folder and path the page at an address, or the nearest one above it (a feed has none of its own)."""
    by_folder = folders_of(sites())
    roots = {
        folder: {beginning(home.locale.language_code): home.url_path for home in queries.homes(by_folder[folder])}
        for folder in {failure.folder for failure in failures} & set(by_folder)
    }
    above = {
        (one.folder, one.path): candidates_of(one.path.partition("?")[0], roots.get(one.folder, {}))[1]
        for one in failures
    }
    wanted = {candidate for candidates in above.values() for candidate in candidates}
    standing = {page.url_path: page for page in Page.objects.filter(url_path__in=wanted)}
    nearest = {
        address: next((standing[one] for one in reversed(candidates) if one in standing), None)
        for address, candidates in above.items()
    }
    return {address: page for address, page in nearest.items() if page is not None}
