"""What every page of the tree is framed by: banner, menu, footer, side blocks, the head of the document.

The models of pages need it, and it needs the models of what stands in it (homes, sections, the site's identity). So it
is declared, as what rooms give is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from hoaban.kit.rooms import declared


@dataclass(frozen=True)
class PageFrame:
    """The one maker of the context around the content of a page."""

    context: Callable[[Any, HttpRequest], dict[str, Any]]


def frame_of(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The context around the content of a page. Raises ValueError where not exactly one room declares the frame."""
    (frame,) = declared(PageFrame)
    return frame.context(page, request)
