"""Which query parameters mean something to pages: those of old addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote_plus

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from hoaban.front.layout import is_canonical
from hoaban.publication.parameters import Meaning, ParameterSource


class OldParameters(ParameterSource):
    """The parameters of an old portal's addresses."""

    tables = frozenset({"wagtailredirects_redirect"})

    def meanings(self, site: Site) -> Iterator[Meaning]:
        """Those by which an old portal told its pages apart."""
        for path, names in sorted(old_parameters(site).items()):
            most_used = tuple(sorted(names, key=lambda name: (-names[name], name)))
            for shape in shapes(path):
                yield Meaning(shape, most_used, is_old=True, weight=max(names.values()))


def old_parameters(site: Site) -> dict[str, Counter[str]]:
    """By path of old addresses with a query how many of them carry each parameter; only paths where a page can stand.

    A hundred thousand addresses such as `/default.aspx?id=5` are one path with one name.
    """
    found: dict[str, Counter[str]] = {}
    asked = Redirect.objects.filter(Q(site=site) | Q(site=None), old_path__contains="?")
    for old_path in asked.values_list("old_path", flat=True).iterator(chunk_size=5000):
        path, _mark, query = old_path.partition("?")
        if shapes(path):
            names = {unquote_plus(part.partition("=")[0]) for part in query.split("&")} - {""}
            if names:
                found.setdefault(path, Counter()).update(names)
    return found


def shapes(path: str) -> tuple[str, ...]:
    """How a path that Wagtail keeps without its last slash is asked for; nothing where no published file can be."""
    if is_canonical(path):
        return (path,)
    return (path, f"{path}/") if is_canonical(f"{path}/") else ()
