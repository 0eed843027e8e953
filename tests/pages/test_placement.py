"""The listing columns stay true whatever an editor does: a state machine over every act, compared with the tree."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from wagtail.models import Page, PageViewRestriction

from hoaban.news.models import Article
from hoaban.pages.placement import wrongly_placed
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.databases
which = st.integers(min_value=0, max_value=30)


class Newsroom(RuleBasedStateMachine):
    """Editors at work in three sections; after every act the columns say what the tree says."""

    @initialize()
    def open_the_portal(self) -> None:
        """Two sections, one with a sub-section, three articles."""
        self.undo = transaction.atomic()
        self.undo.__enter__()
        home = a_portal()
        first, second = a_section(home, "Một"), a_section(home, "Hai")
        self.sections = [first.pk, second.pk, a_section(first, "Ba").pk]
        self.articles = [an_article(Page.objects.get(pk=pk)).pk for pk in self.sections]

    def teardown(self) -> None:
        """Take back what this run did."""
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def article(self, number: int) -> Article:
        """One of the articles, fresh from the database."""
        return Article.objects.get(pk=self.articles[number % len(self.articles)])

    def section(self, number: int) -> Page:
        """One of the sections, fresh from the database."""
        return Page.objects.get(pk=self.sections[number % len(self.sections)])

    @rule(number=which, live=st.booleans())
    def write(self, number: int, live: bool) -> None:
        """A new article, published or a draft."""
        self.articles.append(an_article(self.section(number), live=live).pk)

    @rule(number=which)
    def publish(self, number: int) -> None:
        """Publish the newest revision."""
        self.article(number).save_revision().publish()

    @rule(number=which, plain=st.booleans())
    def unpublish(self, number: int, plain: bool) -> None:
        """Unpublish, loaded as its own type or as a plain page."""
        article = self.article(number)
        (Page.objects.get(pk=article.pk) if plain else article).unpublish()

    @rule(number=which, to=which)
    def move(self, number: int, to: int) -> None:
        """Move an article to a section."""
        self.article(number).move(self.section(to), pos="last-child")

    @rule(number=which, to=which)
    def move_section(self, number: int, to: int) -> None:
        """Move a section with all that it holds, where that is possible."""
        section, target = self.section(number), self.section(to)
        if not target.path.startswith(section.path):
            section.move(target, pos="last-child")

    @rule(number=which)
    def make_private(self, number: int) -> None:
        """Put a password on a section."""
        page = self.section(number)
        if not page.view_restrictions.exists():
            PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")

    @rule(number=which)
    def make_public(self, number: int) -> None:
        """Take the password off again."""
        for restriction in self.section(number).view_restrictions.all():
            restriction.delete()

    @rule(number=which, to=which)
    def copy(self, number: int, to: int) -> None:
        """Copy an article into a section."""
        copied = self.article(number).copy(to=self.section(to), update_attrs={"slug": f"ban-sao-{len(self.articles)}"})
        self.articles.append(copied.pk)

    @invariant()
    def columns_say_what_the_tree_says(self) -> None:
        """On air, section and home are what the tree makes them."""
        assert not wrongly_placed(Article).exists()
        for article in Article.objects.all():
            assert article.listed_in_id == article.get_parent().pk
            assert article.home.path == article.path[:8]


@pytest.mark.django_db
def test_columns_stay_true_whatever_editors_do():
    """Runs the machine; each run is rolled back."""
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db
def test_the_machine_catches_a_column_that_is_wrong():
    """The negative control: a row changed past every door is found."""
    article = an_article(a_section(a_portal()))
    Article.objects.filter(pk=article.pk).update(on_air=False)
    assert list(wrongly_placed(Article)) == [article]
