"""Examples of what other rooms publish: each listed type that gives one has a section of its own on the demo portal."""

from __future__ import annotations

from wagtail.models import Page

from hoaban.demo.filler import Filler
from hoaban.kit.rooms import declared
from hoaban.kit.vietnamese import slug
from hoaban.pages.actions import publish_page
from hoaban.pages.models import Section
from hoaban.pages.page_types import ListedType

OF_EACH = 3


def types_with_examples() -> list[ListedType]:
    """The listed types whose rooms give examples."""
    return [listed for listed in declared(ListedType) if listed.example is not None]


def how_many_examples() -> int:
    """How many pages `add_examples` adds."""
    return OF_EACH * len(types_with_examples())


def add_examples(filler: Filler, home: Page) -> None:
    """Publish a section for each of those types, with its first examples."""
    for listed in types_with_examples():
        title = str(listed.called)
        section = Section(title=title, slug=slug(title), holds=listed.held_by, show_in_menus=True)
        parent = publish_page(section, parent=home)
        for number in range(1, OF_EACH + 1):
            page = listed.example_page(number)
            page.posted_at = filler.moment(number)
            filler.publish(page, parent)
