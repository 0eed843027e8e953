"""What a helper of the press runs in its own process; knows Django only once it is set up there."""

from __future__ import annotations

import os
import signal
from typing import Any

import django

from hoaban.kit.processes import end_with_parent


class Remembered:
    """What a helper keeps between its shares: its renderer, and the news up to which that is right."""

    renderer: Any = None
    news = -1


def begin() -> None:
    """Make a new process ready; it ends with the one that started it, which is also the one that is told to stop."""
    end_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The press's own process has the first word on a busy machine: it alone can take away what must go.
    os.nice(1)
    django.setup()


def render_share(news: int, tasks: list[Any], known: dict[tuple[str, str], str]) -> list[Any]:
    """Render a share of a batch; `news` tells whether what this process remembers is right still."""
    from django.db import close_old_connections  # noqa: PLC0415  Django is set up by now

    from hoaban.press.batch_rendering import BatchRenderer  # noqa: PLC0415

    close_old_connections()
    if Remembered.renderer is None:
        Remembered.renderer = BatchRenderer()
    if Remembered.news != news:
        Remembered.renderer.forget()
        Remembered.news = news
    return list(Remembered.renderer.render_all(tasks, known))
