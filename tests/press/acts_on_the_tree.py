"""What editors do with pages that stand: take them off and put them on, delete, move, copy, alias, time, restrict."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction

from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import Section
from tests.press.portal_of_editors import PortalOfEditors, picks


class ActsOnTheTree(PortalOfEditors):
    """What changes whether and where a page stands."""

    @rule(pick=picks)
    def take_off_the_air(self, pick):
        page = self.one(pick, Page, depth__gt=2, live=True)
        if page is not None:
            page.specific.unpublish()

    @rule(pick=picks)
    def take_a_branch_off_the_air(self, pick):
        section = self.one(pick, Section, live=True)
        if section is not None:
            for page in section.get_descendants(inclusive=True).filter(live=True, alias_of=None).specific():
                page.unpublish()

    @rule(pick=picks)
    def put_on_the_air_again(self, pick):
        page = self.one(pick, Page, depth__gt=2, live=False)
        if page is not None:
            page.specific.save_revision().publish()

    @rule(pick=picks)
    def delete_a_page(self, pick):
        page = self.one(pick, Page, depth__gt=2)
        if page is not None and page.get_descendant_count() < 4:
            page.specific.delete()

    @rule(pick=picks)
    def withdraw_an_article(self, pick):
        article = self.one_article(pick, live=True)
        if article is not None and article.url:
            withdraw_page(article, note="Gỡ theo đề nghị của nguồn tin.")

    @rule(pick=picks)
    def rename_the_address(self, pick):
        page = self.one(pick, Page, depth__gt=2)
        if page is not None:
            page = page.specific
            page.slug = f"dia-chi-{next(self.number)}"
            page.save_revision().publish()

    @rule(pick=picks, other=picks)
    def move_an_article(self, pick, other):
        article, section = self.one_article(pick), self.one(other, Section, holds="articles")
        if article is not None and section is not None and article.can_move_to(section):
            taken = section.get_children().filter(slug=article.slug).exists()
            if not taken:
                article.move(section, pos="last-child")

    @rule(pick=picks, other=picks)
    def move_a_section(self, pick, other):
        section, above = self.one(pick, Section), self.one(other, Section)
        fits = section and above and section.pk != above.pk and not above.path.startswith(section.path)
        if fits and above.depth < 5 and not above.get_children().filter(slug=section.slug).exists():
            section.move(above, pos="last-child")

    @rule(pick=picks)
    def reorder_the_sections(self, pick):
        section = self.one(pick, Section)
        if section is not None and section.get_parent().get_children_count() > 1:
            section.move(section.get_parent(), pos="first-child" if pick % 2 else "last-child")

    @rule(pick=picks, other=picks)
    def copy_an_article(self, pick, other):
        article, section = self.one_article(pick), self.one(other, Section, holds="articles")
        if article is not None and section is not None:
            slug = f"ban-sao-{next(self.number)}"
            article.copy(to=section, update_attrs={"slug": slug, "title": slug}, keep_live=True)

    @rule(pick=picks, other=picks)
    def make_an_alias(self, pick, other):
        article, section = self.one_article(pick), self.one(other, Section, holds="articles")
        if article is not None and section is not None:
            article.create_alias(parent=section, update_slug=f"bi-danh-{next(self.number)}")

    @rule(pick=picks, starts=st.booleans())
    def schedule(self, pick, starts):
        article = self.one_article(pick)
        if article is not None:
            moment = timezone.now() - timedelta(minutes=1)
            article.go_live_at, article.expire_at = (moment, None) if starts else (None, moment)
            article.save_revision(approved_go_live_at=moment if starts else None)
            if not starts:
                Page.objects.filter(pk=article.pk).update(expire_at=moment)
            call_command("publish_scheduled", verbosity=0)

    @rule(pick=picks)
    def restrict_at_the_desk(self, pick):
        page = self.one(pick, Page, depth__gt=2)
        if page is None or page.get_ancestors().filter(view_restrictions__isnull=False).exists():
            return
        restricted = PageViewRestriction.objects.filter(page=page).exists()
        kind = {"restriction_type": "none"} if restricted else {"restriction_type": "password", "password": "mot-hai"}
        answer = self.desk.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), kind)
        assert answer.json()["step"] == "set_privacy_done"

    @rule(pick=picks)
    def delete_a_section_with_all_below(self, pick):
        section = self.one(pick, Section)
        if section is not None and pick % 3 == 0:
            self.at_the_desk(reverse("wagtailadmin_pages:delete", args=[section.pk]), {})

    @rule(pick=picks, other=picks)
    def copy_a_section_with_all_below(self, pick, other):
        section, above = self.one(pick, Section), self.one(other, Section)
        few = section is not None and section.get_descendant_count() < 6
        if few and above.depth < 5 and not above.path.startswith(section.path):
            slug = f"muc-sao-{next(self.number)}"
            section.copy(recursive=True, to=above, update_attrs={"slug": slug}, keep_live=bool(pick % 2))

    @rule(pick=picks, other=picks)
    def make_an_alias_of_an_alias(self, pick, other):
        alias, section = self.one_alias(pick), self.one(other, Section, holds="articles")
        if alias is not None and section is not None:
            alias.create_alias(parent=section, update_slug=f"bi-danh-{next(self.number)}")

    @rule(pick=picks)
    def make_a_page_of_an_alias(self, pick):
        alias = self.one_alias(pick)
        if alias is not None and pick % 2:
            ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
        elif alias is not None:
            alias.delete()

    def one_alias(self, pick: int):
        """One of the aliases, or None."""
        aliases = list(Article.objects.exclude(alias_of=None).order_by("pk"))
        return aliases[pick % len(aliases)] if aliases else None

    @rule(pick=picks)
    def unpublish_all_below_at_the_desk(self, pick):
        section = self.one(pick, Section, live=True)
        if section is not None and pick % 2:
            address = reverse("wagtailadmin_pages:unpublish", args=[section.pk])
            self.at_the_desk(address, {"include_descendants": "on"})

    @rule(pick=picks, act=st.sampled_from(["publish", "unpublish", "delete"]))
    def act_on_many_at_the_desk(self, pick, act):
        ids = [page.pk for page in (self.one_article(pick), self.one_article(pick // 7)) if page is not None]
        if ids and (act != "delete" or pick % 4 == 0):
            address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
            self.at_the_desk(address + "?" + "&".join(f"id={pk}" for pk in ids), {})

    @rule(pick=picks)
    def put_into_or_out_of_the_menu(self, pick):
        section = self.one(pick, Section)
        if section is not None:
            section.show_in_menus = not section.show_in_menus
            section.save_revision().publish()

    @rule(pick=picks)
    def go_back_to_an_earlier_version(self, pick):
        article = self.one_article(pick)
        earliest = article.revisions.order_by("created_at").first() if article is not None else None
        if earliest is not None:
            earliest.publish()

    @rule(pick=picks)
    def make_private_or_public(self, pick):
        page = self.one(pick, Page, depth__gt=2)
        if page is not None:
            gone, _kinds = PageViewRestriction.objects.filter(page=page).delete()
            if not gone:
                PageViewRestriction.objects.create(page=page, restriction_type="login")
