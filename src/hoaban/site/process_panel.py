"""A panel on the desk's home while a process of the portal does not do its work, for those who administer it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from hoaban.front.process_states import OK, ask
from hoaban.site.supervisor import SUPERVISOR_SOCKET, socket_path

# What an administrator calls the processes and their states; the operator's words are English (decision 0007).
NAMES = {
    "front": _("Answering readers"),
    "preparation": _("Preparing the database"),
    "desk": _("The desk"),
    "worker": _("Publishing, search and work in the background"),
}
STATES = {
    "starts": _("is starting"),
    "starts again": _("starts again"),
    "ends again and again": _("ends again and again"),
    "answers nothing": _("answers nothing"),
    "does not do all of its work": _("does not do all of its work"),
}


class Ailing(NamedTuple):
    """A process that does not do its work: what the desk calls it and its state, and what it says itself."""

    name: str | Promise
    state: str | Promise
    troubles: tuple[str, ...]


class ProcessPanel(Component):
    """Tells which process does not work and what it says itself."""

    name = "processes"
    template_name = "site/desk/processes.html"
    # Above the condition of the press, for which it may be the reason.
    order = 5

    def __init__(self) -> None:
        states = ask(socket_path(settings.VAR, SUPERVISOR_SOCKET)) or {}
        self.ailing = [
            Ailing(NAMES.get(name, name), STATES.get(found.state, found.state), found.troubles)
            for name, found in states.items()
            if found.state != OK
        ]

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """What the template shows."""
        return {"ailing": self.ailing}


def add_process_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the desk's home while there is something to tell, for administrators."""
    if request.user.is_superuser and (panel := ProcessPanel()).ailing:
        panels.append(panel)
