"""The desk's screens for what pages and sites bring from an old portal."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, PageChooserPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from hoaban.counting import actions
from hoaban.counting.models import OpeningBalance, OpeningVisits


class DatedForm(WagtailAdminModelForm):
    """A count with the last day for which it stands."""

    def clean_as_of(self) -> Any:
        """No count can be taken from a day that has not come."""
        day = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class BalanceForm(DatedForm):
    """The reads of a page, written by the action, which takes the site from the page."""

    def save(self, commit: bool = True) -> OpeningBalance:  # noqa: FBT001, FBT002  Django's own signature
        asked = self.cleaned_data
        return actions.correct_opening_balance(
            self.instance, page=asked["page"], count=asked["count"], as_of=asked["as_of"], user=self.for_user
        )

    def clean_page(self) -> Any:
        page = self.cleaned_data["page"]
        if page.get_site() is None:
            raise ValidationError(_("This page belongs to no site."))
        return page


class VisitsForm(DatedForm):
    """The visits of a site, written by the action, which asks whether the user may."""

    def save(self, commit: bool = True) -> OpeningVisits:  # noqa: FBT001, FBT002  Django's own signature
        asked = self.cleaned_data
        return actions.correct_opening_visits(
            self.instance, site=asked["site"], count=asked["count"], as_of=asked["as_of"], user=self.for_user
        )


class ReadsViewSet(SnippetViewSet):
    """Opening balances of pages, those with the most reads first."""

    model = OpeningBalance
    icon = "view"
    menu_label = _("Reads from the old portal")
    list_display = ["page", "count", "as_of"]
    list_filter = ["site"]
    copy_view_enabled = False
    ordering = ["-count", "page"]
    edit_handler = ObjectList(
        [PageChooserPanel("page"), FieldPanel("count"), FieldPanel("as_of")], base_form_class=BalanceForm
    )

    def get_queryset(self, request: Any) -> Any:
        """With the pages, whose titles are listed."""
        return OpeningBalance.objects.select_related("page")


class VisitsViewSet(SnippetViewSet):
    """Opening balances of sites."""

    model = OpeningVisits
    icon = "view"
    menu_label = _("Visits from the old portal")
    list_display = ["site", "count", "as_of"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("site"), FieldPanel("count"), FieldPanel("as_of")], base_form_class=VisitsForm
    )


class OpeningBalances(SnippetViewSetGroup):
    """The two kinds of opening balances under one entry of the menu."""

    menu_label = _("Old portal's counts")
    menu_icon = "view"
    menu_order = 520
    items = (ReadsViewSet, VisitsViewSet)
    add_to_admin_menu = True
