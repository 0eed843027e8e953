"""Everything that the search says to readers about a word, asked in every way that it can be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from django.test import Client
from django.utils import timezone

from hoaban.search import queries
from hoaban.search.scoring import Filters

BASE = "/tim-kiem/"


@dataclass
class Said:
    """What the outlets say. `places`: each place that told of it."""

    places: list[str] = field(default_factory=list)

    def note(self, place: str, told: object) -> None:
        """Note a place where it told anything."""
        if told:
            self.places.append(f"{place}: {told!r}"[:300])


def what_is_said(client: Client, word: str, markers: tuple[str, ...]) -> list[str]:
    """Where the search tells readers that a word exists; `markers` stand beside it in what holds it."""
    said = Said()
    for address, asked in addresses(word):
        answer = client.get(address, asked)
        assert answer.status_code == 200, (address, asked)
        text = answer.content.decode()
        said.note(f"{address} {asked}", [marker for marker in markers if marker in text])
        if word not in asked["q"].lower():
            said.note(f"{address} {asked}", [word] if word in text else [])
    for sort in (False, True):
        found = queries.search(word, Filters(), newest_first=sort)
        said.note("how many", found.total)
        said.note("results", found.results)
        said.note("facets", found.facets)
        said.note("pages", found.pages)
        said.note("the only document", found.jump)
    said.note("did you mean", queries.search(misspelt(word), Filters()).instead)
    said.note("second page", client.get(BASE, {"q": word, "page": "2"}).status_code != 404)
    return said.places


def misspelt(word: str) -> str:
    """The word with two letters swapped."""
    return word[:3] + word[4] + word[3] + word[5:]


def addresses(word: str) -> list[tuple[str, dict[str, str]]]:
    """Each address with what is asked there."""
    typed = (word, f'"{word}"', misspelt(word))
    asked = [{"q": text} for text in typed]
    asked.extend({"q": word, name: value} for name, value in narrowed())
    both = list(product((BASE, f"{BASE}atom.xml"), asked))
    both.extend((f"{BASE}goi-y/", {"q": text}) for text in (word, word[:5], f"nhan {word[:4]}"))
    return both


def narrowed() -> list[tuple[str, str]]:
    """Some ways to narrow a search."""
    return [("kind", "file"), ("year", str(timezone.now().year)), ("sort", "date")]
