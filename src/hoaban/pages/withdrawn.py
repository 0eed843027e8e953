"""What the desk knows of withdrawn pages: how they are shown and found, and that nobody restores one unasked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.filters import ChoiceFilter
from wagtail.admin.views.pages import listing
from wagtail.models import Page

from hoaban.desk.editing import ACTS, APPROVAL, is_by_itself, leave_out
from hoaban.kit.access import AccessRequest, Verdict
from hoaban.pages.access import page_of, works_on_page
from hoaban.pages.models import Withdrawal

# The button by which somebody says that a withdrawn page is to be read again, or is not.
RESTORES = "restores_withdrawn"
YES, NO = "yes", "no"
APPROVES = "approve"


def present_withdrawal(page: Page) -> Withdrawal | None:
    """The withdrawal under which a page stands, or None where it is on the air or nobody withdrew it."""
    if page.pk is None or page.live:
        return None
    rows = Withdrawal.objects.filter(page=page.pk).select_related("withdrawn_by")
    return rows.order_by("-withdrawn_at").first()


def in_words(withdrawal: Withdrawal) -> str:
    """When, by whom and why a page was withdrawn."""
    who = withdrawal.withdrawn_by
    return _("Withdrawn on %(day)s by %(who)s: %(note)s") % {
        "day": date_format(localtime(withdrawal.withdrawn_at), "SHORT_DATE_FORMAT"),
        "who": (who.get_full_name() or who.get_username()) if who else _("somebody unknown"),
        "note": withdrawal.note,
    }


class WithdrawnFilter(ChoiceFilter):
    """Pages that are withdrawn, or all others."""

    def filter(self, qs: QuerySet[Page], value: str) -> QuerySet[Page]:
        """As chosen; all where nothing is."""
        withdrawn = Q(live=False, pk__in=Withdrawal.objects.filter(page__isnull=False).values("page"))
        return qs.filter(withdrawn if value == YES else ~withdrawn) if value in {YES, NO} else qs


def offer_filter() -> None:
    """Give Wagtail's lists of pages the filter, for which they have no hook."""
    made = WithdrawnFilter(
        label=gettext_lazy("Withdrawn"),
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))],
        empty_label=gettext_lazy("Any"),
        widget=RadioSelect,
    )
    for kind in (listing.PageFilterSet, listing.GenericPageFilterSet):
        for known in (kind.declared_filters, kind.base_filters):
            known["withdrawn"] = made


def tell(request: HttpRequest, page: Page) -> None:
    """Say on the screen of a withdrawn page that it is one."""
    withdrawal = present_withdrawal(page) if request.method == "GET" else None
    if withdrawal is not None:
        messages.warning(request, f"{in_words(withdrawal)}")


def ask_before_restoring(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The question whether a withdrawn page is to be read again, where a form would publish or schedule it."""
    if request.method != "POST" or is_by_itself(request) or not would_publish(request, page):
        return None
    said = request.POST.get(RESTORES)
    if said == NO:
        leave_out(request, *ACTS)
    return ask(request, [page]) if said not in {YES, NO} else None


def would_publish(request: HttpRequest, page: Page) -> bool:
    """Whether what the form asks for puts a withdrawn page on the air, now or at its time."""
    if present_withdrawal(page) is None:
        return False
    approves = request.POST.get(APPROVAL) and request.POST.get("workflow-action-name") == APPROVES
    return bool(request.POST.get("action-publish") or (approves and is_last_step(page)))


def is_last_step(page: Page) -> bool:
    """Whether the next approval publishes."""
    state, step = page.current_workflow_state, page.current_workflow_task
    if state is None or step is None:
        return False
    waiting = state.workflow.tasks.exclude(task_states__in=state.successful_task_states)
    return not waiting.exclude(pk=step.pk).exists()


def ask(request: HttpRequest, pages: list[Page]) -> HttpResponse:
    """The question, with everything that was sent, so that the answer sends it once more."""
    withdrawn = [(page, in_words(found)) for page in pages if (found := present_withdrawal(page))]
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [(name, value) for name, value in fields if name not in {"csrfmiddlewaretoken", RESTORES}]
    context = {"withdrawn": withdrawn, "fields": kept, "action": request.get_full_path(), "is_one": len(pages) == 1}
    return render(request, "pages/desk/restore.html", context)


def ask_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], view: Any) -> HttpResponse | None:
    """The question for all the withdrawn among many pages, and among those below that would be published too."""
    if action_type != "publish" or request.POST.get(RESTORES) == YES:
        return None
    pages = [one for one in objects if isinstance(one, Page)]
    if request.POST.get("include_descendants"):
        pages += [below for page in list(pages) for below in page.get_descendants().filter(live=False)]
    withdrawn = [page for page in pages if present_withdrawal(page)]
    if request.POST.get(RESTORES) == NO and withdrawn:
        messages.info(request, _("Nothing was published."))
        return redirect(view.next_url)
    return ask(request, withdrawn) if withdrawn else None


def decides(asked: AccessRequest) -> Verdict:
    """Whoever works on the page; an approval that would restore a withdrawn page is given on the page's own screen."""
    page = page_of(asked)
    restores = page is not None and asked.named.get("action_name") == APPROVES and is_last_step(page)
    if asked.request.method != "POST" or page is None or not restores or present_withdrawal(page) is None:
        return works_on_page(asked)
    messages.warning(asked.request, _("This page was withdrawn. Approve it here, where you are asked about that."))
    goal = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if asked.request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": goal})
    return redirect(goal)


def acts_by_program(asked: AccessRequest) -> Verdict:
    """Whoever works on the page; a program restores a withdrawn page only where it says so."""
    page = page_of(asked)
    publishes = asked.named.get("action_name") == "publish" and asked.request.method == "POST"
    if page is None or not publishes or present_withdrawal(page) is None or asked.request.GET.get(RESTORES) == YES:
        return works_on_page(asked)
    message = _("This page was withdrawn. Add %(field)s=yes to the address to publish it all the same.")
    return JsonResponse({"message": message % {"field": RESTORES}}, status=409)
