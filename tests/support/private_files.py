"""Who can read the state folder of a portal: looked at once, or all the time while it is made."""

import os
import stat
import threading
from pathlib import Path

OTHERS = 0o077


def everything_below(folder):
    """What lies in a folder and below it; what goes while it is looked at is passed over."""
    for where, folders, files in os.walk(folder):
        yield from (Path(where, name) for name in (*folders, *files))


def readable(var):
    """Everything in the state folder that others may read or write, outside of what is published."""
    found = {}
    for path in everything_below(var):
        try:
            mode = path.lstat().st_mode
            # A folder that none can enter closes all that lies in it.
            above = [one for one in path.parents if one.is_relative_to(var) and one != var]
            closed = any(one.stat().st_mode & OTHERS == 0 for one in above)
        except FileNotFoundError:
            continue
        if path.is_relative_to(var / "published") or stat.S_ISLNK(mode):
            continue
        if mode & OTHERS and not closed:
            found[str(path.relative_to(var))] = oct(stat.S_IMODE(mode))
    return found


class Looker(threading.Thread):
    """Looks at the modes all the time, while a portal is made."""

    def __init__(self, var):
        super().__init__(daemon=True)
        self.var, self.done, self.found, self.looks = var, threading.Event(), {}, 0

    def run(self):
        while not self.done.is_set():
            self.found.update(readable(self.var))
            self.looks += 1


def closed(published):
    """What the web server before the portal could not read of what is published."""
    wanted = {".html": 0o004, ".css": 0o004, ".json": 0o004, "": 0o005}
    found = [path for path in published.rglob("*") if path.suffix in wanted and (path.suffix or path.is_dir())]
    return [path for path in found if path.exists() and ~path.stat().st_mode & wanted[path.suffix]]


def umask(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return next(line.split()[1] for line in text.splitlines() if line.startswith("Umask"))


def descendants(pid):
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
        yield from descendants(child)
