"""Renders addresses on their way into the directory: in the press's own process, and in helpers beside it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wagtail.models import Site

from hoaban.front.directory import compressed_forms
from hoaban.front.layout import PARTS, is_canonical
from hoaban.kit.figures import masked
from hoaban.press.address_rendering import FOUND, NOWHERE, CannotBePressed, Rendered, folders_of, foresee, render, sites
from hoaban.press.pending import Task
from hoaban.publication.faults import raise_without_database
from hoaban.publication.recorder import Memory, remembering

logger = logging.getLogger(__name__)
Known = Mapping[tuple[str, str], str]


@dataclass
class Pressed:
    """One rendered address on its way into the directory.

    `files`: what it names, by address, `names`: under which names some of that is saved. `compressed`: its compressed
    forms, made already where it differs from what lies there. `failure`: why it could not be rendered; then nothing
    else is said.
    """

    task: Task
    rendered: Rendered
    digest: str = ""
    body: bytes = b""
    files: dict[str, Path] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    compressed: dict[str, bytes] | None = None
    failure: str = ""


class BatchRenderer:
    """Renders batches of addresses; what they share is computed once, until there is news."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.sites: dict[str, Site] = {}

    def forget(self) -> None:
        """There is news from the log: nothing that was computed before it is right any more."""
        Site.clear_site_root_paths_cache()
        self.memory = Memory()
        self.sites = folders_of(sites())

    def render_all(self, tasks: Sequence[Task], known: Known) -> list[Pressed]:
        """Render addresses; `known` are the digests of what lies at them. Raises nothing that is a page's own fault."""
        if not self.sites:
            self.forget()
        with remembering(self.memory):
            self.foresee(tasks)
            return [self.render(task, known.get((task.folder, task.path), "")) for task in tasks]

    def foresee(self, tasks: Sequence[Task]) -> None:
        """Load what the addresses are going to ask for; where that fails, each asks for itself."""
        try:
            for folder in {task.folder for task in tasks} & self.sites.keys():
                foresee(self.sites[folder], [task.path for task in tasks if task.folder == folder])
        except Exception as error:
            raise_without_database(error)
            logger.exception("What %d addresses need could not be loaded at once", len(tasks))

    def render(self, task: Task, known: str) -> Pressed:
        """Render one address; what fails says so."""
        site = self.sites.get(task.folder)
        if site is None:
            return Pressed(task, Rendered(NOWHERE))
        try:
            pressed = self.rendered(task, site)
        except Exception as error:  # noqa: BLE001  a fault of one page must not stop the others
            raise_without_database(error)
            reason = str(error) if isinstance(error, CannotBePressed) else f"{type(error).__name__}: {error}"
            return Pressed(task, Rendered(NOWHERE), failure=reason)
        if pressed.rendered.status == FOUND and pressed.digest != known:
            pressed.compressed = compressed_forms(task.path, pressed.body)
        return pressed

    def rendered(self, task: Task, site: Site) -> Pressed:
        """The answer of an address, with the files and parts that it names."""
        rendered = render(site, task.path)
        if rendered.status == FOUND and not is_canonical(task.path):
            rendered = Rendered(NOWHERE)
        body, reading = rendered.body, rendered.reading
        # It travels once, not twice, where it was rendered in another process.
        rendered.body = b""
        # A part that would pull in another one could pull in itself.
        parts = reading.parts if not task.path.startswith(PARTS) else set()
        content = body or rendered.location.encode()
        return Pressed(task, rendered, digest(rendered.status, content), body, reading.files, reading.file_names, parts)


def digest(status: int, body: bytes) -> str:
    """What an answer is compared by: its figures of reads and visits are not, for counting presses no page again."""
    return hashlib.blake2b(masked(body), digest_size=16, key=str(status).encode()).hexdigest()
