"""The portal under construction: where the parts of the demo put what they make, and what was drawn for it so far."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from wagtail.models import Page

from hoaban.demo.pictures import draw_pdf, draw_photo
from hoaban.kit.formats import VIET_NAM
from hoaban.kit.progress import Progress
from hoaban.media.actions import add_collection, store_file, store_photo
from hoaban.media.models import AttachedFile, Photo
from hoaban.pages.actions import publish_page
from hoaban.pages.models import Section

NEWEST = datetime(2026, 11, 20, 8, 0, tzinfo=VIET_NAM)
"""The day on which the demo's newest stories were posted."""
AnyPage = TypeVar("AnyPage", bound=Page)


class Filler:
    """One filling, from an empty portal to the whole demo."""

    def __init__(self, seed: int, progress: Progress, total: int) -> None:
        self.seed = seed
        self.progress = progress
        self.done, self.total = 0, total
        self.photos: dict[str, Photo] = {}
        self.files: dict[str, AttachedFile] = {}
        self.sections: dict[str, Section] = {}
        self.collection = add_collection("Hoa Ban")

    def photo(self, scene: str, number: int, alt: str) -> Photo:
        """The photo of a scene with a number: the same one, whoever asks for it again."""
        key = f"{scene}-{number}"
        if key not in self.photos:
            self.photos[key] = store_photo(
                draw_photo(scene, self.seed * 1000 + number),
                name=f"{key}.jpg",
                title=alt,
                alt=alt,
                credit="Hoa Ban (minh họa)",
                collection=self.collection,
            )
        return self.photos[key]

    def file(self, title: str) -> AttachedFile:
        """The PDF with a title: the same one, whoever asks for it again."""
        if title not in self.files:
            name = f"tep-{len(self.files) + 1}.pdf"
            self.files[title] = store_file(draw_pdf(title), name=name, title=title, collection=self.collection)
        return self.files[title]

    def moment(self, days_ago: int, minutes: int = 0) -> datetime:
        """A time before the demo's newest day."""
        return NEWEST - timedelta(days=days_ago, minutes=minutes)

    def publish(self, page: AnyPage, parent: Page) -> AnyPage:
        """Publish a new page below another one, and tell how far the filling is."""
        published = publish_page(page, parent=parent)
        self.step(page.title)
        return published

    def step(self, what: str) -> None:
        """Count one more thing as done."""
        self.done += 1
        self.progress(self.done, self.total, what)
