"""Which host is which folder of the published directory, and which query parameters mean something where."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hoaban.front.layout import HOSTS


@dataclass(frozen=True)
class Hosts:
    """What `hosts.json` says.

    `folders`: host name in small letters, with its port where two sites share the name, to folder name.
    `default`: the folder of hosts that are allowed but not named; empty where there is none.
    `parameters`: folder to path to names of query parameters with which a request is not answered from a file.
    `old_parameters`: the same for addresses of an old portal: with one of those a redirect is looked for before the
    file answers.
    `former`: hosts of sites that were taken away: the pages of the default are not theirs.
    `complete`: whether everything that is public has been pressed, so that what has no file is nowhere.
    """

    folders: dict[str, str] = field(default_factory=dict)
    default: str = ""
    parameters: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    old_parameters: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    former: list[str] = field(default_factory=list)
    complete: bool = False

    def folder_of(self, host: str) -> str:
        """Folder of a Host header in small letters; the default's where the name is not known."""
        return self.folders.get(host) or self.folders.get(host.rpartition(":")[0] or host) or self.default

    def text(self) -> str:
        """The JSON that `read_hosts` reads, byte for byte the same for the same hosts."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_hosts(root: Path) -> Hosts:
    """What the file says; an empty `Hosts` where there is none yet or it cannot be read."""
    try:
        said = json.loads((root / HOSTS).read_text(encoding="utf-8"))
        # What a newer press says besides is not understood by a front that is still running.
        return Hosts(**{name: value for name, value in said.items() if name in Hosts.__dataclass_fields__})
    except (OSError, ValueError, TypeError, AttributeError):
        return Hosts()
