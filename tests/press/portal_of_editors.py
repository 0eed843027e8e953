"""The portal on which the machine of every act works: its beginning, its end, and how an act finds its rows."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page, Site, Task, Workflow

from hoaban.front.directory import PublishedDirectory
from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, Photo
from hoaban.news.models import Article
from hoaban.pages.models import SideBlocks, SiteIdentity, WebLinkGroup, Withdrawal
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Verifier
from hoaban.publication.models import Entry
from tests.builders import a_photo, a_portal, a_section, an_editor
from tests.press.nothing_hidden import leaks

WORDS = ["Đường mới", "Trường học", "Chợ phiên", "Lễ hội", "Cầu treo"]
TAGS = ["giao-thong", "y-te", "lua"]
words = st.sampled_from(WORDS)
picks = st.integers(0, 10**6)
runs = count(1)


def empty_the_portal() -> None:
    """Leave nothing of an earlier run."""
    Page.objects.filter(depth__gt=1).order_by("-depth").delete()
    shown = (Site, Redirect, Withdrawal, AttachedFile, Photo, WebLinkGroup, SideBlocks, SiteIdentity, Tag)
    for model in (*shown, Workflow, Task, Entry):
        model.objects.all().delete()
    Collection.objects.filter(depth__gt=1).delete()
    Collection.objects.filter(depth=1).update(numchild=0)
    Page.objects.filter(depth=1).update(numchild=0)


class PortalOfEditors(RuleBasedStateMachine):
    """A portal, its editors, and the press behind them."""

    root = None  # a folder, set by the test

    @initialize()
    def open_the_portal(self) -> None:
        empty_the_portal()
        self.number = count(1)
        self.home = a_portal()
        place = self.root / f"run-{next(runs)}"
        self.state = PressState(place / "press.sqlite3")
        self.press = Press(PublishedDirectory(place / "published"), self.state)
        self.photo = a_photo()
        self.file = store_file(b"%PDF-1.4\n%%EOF", name="mau-don.pdf", title="Mẫu đơn")
        section = a_section(self.home)
        a_section(section, "Xã hội")
        a_section(self.home, "Sự kiện", holds="events")
        self.editor = get_user_model().objects.filter(username="bien-tap").first() or an_editor()
        self.desk = Client()
        self.desk.force_login(self.editor)
        self.press.catch_up()

    def teardown(self) -> None:
        if hasattr(self, "press"):
            self.compare()
            self.state.close()

    def compare(self) -> None:
        """Nothing failed, nothing is stale, missing or extra, and nothing that is not public shows anywhere."""
        self.press.catch_up()
        assert self.state.queue.failures() == []
        differences = Verifier(self.press.directory).verify().differences
        assert differences == [], "\n".join(map(str, differences))
        hidden = leaks(self.press.directory)
        assert hidden == [], "\n".join(hidden)

    @rule()
    def let_the_press_catch_up(self):
        self.press.catch_up()

    # How an act finds what it acts on ---------------------------------------------------------------------------------

    def token(self) -> str:
        """A word that stands nowhere else, so that it can be asked for."""
        return f"zq{next(self.number)}x"

    def one(self, pick: int, model, **conditions):
        """One of the rows there are, or None; no alias, which is edited at its source alone."""
        if issubclass(model, Page):
            conditions.setdefault("alias_of", None)
        rows = list(model.objects.filter(**conditions).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def one_article(self, pick: int, **conditions):
        """An article that is edited by itself, or None."""
        return self.one(pick, Article, **conditions)

    def site(self) -> Site:
        """The portal's own site, beside which there may be a second."""
        return Site.objects.get(is_default_site=True)

    def at_the_desk(self, address: str, said: dict[str, Any]) -> None:
        """Send a form to the desk, which must take it: an act that was refused proves nothing."""
        answer = self.desk.post(address, said)
        assert answer.status_code == 302, (address, answer.status_code, errors_of(answer))


def errors_of(answer: Any) -> Any:
    """What the form of a refused answer complains of."""
    context = answer.context or {}
    return context["form"].errors if "form" in context else answer.content[:500]
