"""A panel on the desk's home while a process of the portal does not do its work, for those who administer it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from hoaban.front.process_states import OK, ask
from hoaban.site.supervisor import SUPERVISOR_SOCKET, socket_path


class ProcessPanel(Component):
    """Tells which process does not work and what it says itself."""

    name = "processes"
    template_name = "site/desk/processes.html"
    # Above the condition of the press, for which it may be the reason.
    order = 5

    def __init__(self) -> None:
        states = ask(socket_path(settings.VAR, SUPERVISOR_SOCKET)) or {}
        self.ailing = {name: found for name, found in states.items() if found.state != OK}

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """What the template shows."""
        return {"ailing": self.ailing}


def add_process_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the desk's home while there is something to tell, for administrators."""
    if request.user.is_superuser and (panel := ProcessPanel()).ailing:
        panels.append(panel)
