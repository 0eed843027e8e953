"""Asks for known weaknesses of every locked package, and fails where one was not asked for.

pip-audit says "no known vulnerabilities" also where it has skipped every package, because the index that it asks
does not tell. So each package that it skipped is asked for in a copy of the advisories on this machine: the folder that
ADVISORIES names holds OSV's files, one a JSON object, as they are in its archive `PyPI/all.zip`. What nobody could say
anything about is named, and is no success: exit 1 for a known weakness or for packages that were passed over among
others that were asked for; exit 3 where no source of advisories can be reached at all, which `make check` shows as
skipped.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
TOOL = [str(ROOT / ".venv/bin/python"), "-m", "pip_audit"]
LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
SECONDS, SECONDS_IN_ALL = 5, 120
OLDEST_COPY = timedelta(days=30)
WEAK, NOT_AUDITED = 1, 3
Package = tuple[str, str]  # name, version
Found = dict[Package, list[str]]


def locked(path: Path) -> set[Package]:
    """Every package of a requirement file; one may stand there in two versions, for two versions of Python."""
    return {(canonical(name), version) for name, version in LOCKED.findall(path.read_text(encoding="utf-8"))}


def canonical(name: str) -> str:
    """The one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_index(path: Path) -> Found:
    """Packages of which the index told its advisories, each with the weaknesses of this version."""
    words = ["-r", str(path), "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*TOOL, *words, "--timeout", str(SECONDS)],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS_IN_ALL,
        )
        told = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return {}
    return {
        (canonical(package["name"]), package["version"]): [weakness["id"] for weakness in package["vulns"]]
        for package in told
        if "skip_reason" not in package
    }


def advisories(folder: Path) -> Iterator[dict[str, Any]]:
    """Every advisory of the copy on this machine."""
    for path in sorted(folder.rglob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def weaknesses(packages: set[Package], folder: Path, today: date) -> Found:
    """The same from the copy; what an old copy does not know says nothing, so it tells only of what it does know."""
    found: Found = {package: [] for package in packages}
    newest = ""
    for advisory in advisories(folder):
        newest = max(newest, advisory.get("modified", ""))
        if "withdrawn" in advisory:
            continue
        for affected in advisory.get("affected", ()):
            name = canonical(affected.get("package", {}).get("name", ""))
            for package in packages:
                if package[0] == name and concerns(package[1], affected):
                    found[package].append(advisory["id"])
    if newest[:10] < (today - OLDEST_COPY).isoformat():
        print(
            f"The advisories in {folder} end on {newest[:10] or 'no day'}: "
            f"take a copy of the last {OLDEST_COPY.days} days."
        )
        return {package: ids for package, ids in found.items() if ids}
    return found


def concerns(version: str, affected: dict[str, Any]) -> bool:
    """Whether an advisory means a version: OSV's versions, or its ranges of them."""
    if version in affected.get("versions", ()):
        return True
    spans = [span for span in affected.get("ranges", ()) if span.get("type") in {"ECOSYSTEM", "SEMVER"}]
    return any(lies_in(Version(version), span["events"]) for span in spans)


def lies_in(version: Version, events: list[dict[str, str]]) -> bool:
    """Whether the last event at or before a version has begun the weakness, and not ended it."""
    inside = False
    for event in sorted(events, key=lambda event: place(next(iter(event.values())))):
        ((kind, at),) = event.items()
        if kind == "introduced" and place(at) <= version:
            inside = True
        elif (kind == "fixed" and place(at) <= version) or (kind == "last_affected" and place(at) < version):
            inside = False
    return inside


def place(text: str) -> Version:
    """A version in its order; what is none stands before all."""
    try:
        return Version(text)
    except InvalidVersion:
        return Version("0.dev0")


def told(packages: set[Package], found: Found) -> int:
    """Say what was found and what was not asked; the exit code."""
    weak = {package: ids for package, ids in found.items() if ids}
    missing = sorted(name for name, _version in packages - set(found))
    for (name, version), ids in sorted(weak.items()):
        print(f"{name} {version} has known weaknesses: {', '.join(ids)}. Raise it with: make lock")
    if not found:
        print(
            f"NOT AUDITED: nobody could be asked about any of the {len(packages)} locked packages. Run this where the "
            "package index tells its advisories, or give ADVISORIES=FOLDER with OSV's files."
        )
        return NOT_AUDITED
    if missing:
        print(f"{len(missing)} packages were not audited: {', '.join(missing)}.")
    if not weak and not missing:
        print(f"{len(packages)} packages have no known weakness.")
    return WEAK if weak or missing else 0


def main(words: list[str]) -> int:
    """Audit the requirement files that are named, or all that are locked."""
    paths = [Path(word) for word in words] or sorted((ROOT / "requirements").glob("*.txt"))
    packages = set[Package]().union(*(locked(path) for path in paths))
    copy = os.environ.get("ADVISORIES", "")
    found = weaknesses(packages, Path(copy), datetime.now(UTC).date()) if copy else {}
    if not found:
        for path in paths:
            found.update(asked_index(path))
    return told(packages, found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
