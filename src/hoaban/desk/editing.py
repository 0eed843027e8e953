"""Each act of the desk on a page happens once, whatever Wagtail's autosave, a second click or a second tab repeat.

Wagtail 7.4 saves a form by itself half a second after each change. It posts the very form to the very address as a
press of a button does, the hidden fields of an approval included, and nothing keeps two posts apart. So:

- posts that name one page wait for each other (`OneActAtATime`), in all processes of the desk;
- what is saved by itself asks for no act (`ACTS`);
- a form for a new page bears a sign of its own (`FORM`), and makes one page: what comes later edits that one;
- an act is bound to what the form showed of the page's state (`SHOWN`): where that has changed, what was typed is kept
  as a draft, and the act is left to whoever looks once more.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, PageLogEntry, TaskState

from hoaban.kit.access import row_key
from hoaban.kit.processes import alone

FORM, SHOWN = "desk_form", "desk_shown"
APPROVAL = "action-workflow-action"
CALLED_OFF = ("action-cancel-workflow", "action-restart-workflow")
ACTS = ("action-publish", "action-submit", APPROVAL, *CALLED_OFF)
SCHEDULE = ("go_live_at", "expire_at")
# The state that no page has.
NEVER = "never"
NEW_PAGE, STEP = "wagtailadmin_pages:add", "wagtailadmin_pages:workflow_action"
# In which part of an address the number of the page stands that an act concerns.
PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id")
# As many pages are worked on at once; two that share a lock wait for each other now and then.
LOCKS = 64
# Under which a form's sign and its user make the key of the page that comes of it.
KEYS = uuid.UUID("5b0e3bfa-2f8a-4c39-9d63-0d2a8a7d6f14")
_key_of_new_page: ContextVar[uuid.UUID | None] = ContextVar("key_of_new_page", default=None)


class OneActAtATime:
    """Lets posts that concern one page, or are put below one page, happen one after another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as held:
            request.desk_locks = held  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        """Wait for the page; a preview changes nothing and waits for nobody."""
        match = request.resolver_match
        if request.method != "POST" or match is None or "preview" in match.view_name:
            return None
        if not request.path_info.startswith(f"/{settings.DESK_PATH}"):
            return None
        # Some addresses of Wagtail name their page by place alone.
        number = next((named[name] for name in PAGE_NAMES if name in named), None)
        key = row_key(number)
        if key is not None:
            hold(request, key, is_new=match.view_name == NEW_PAGE)
        return step_is_over(request, named) if match.view_name == STEP else None


def hold(request: HttpRequest, number: int, *, is_new: bool) -> None:
    """Wait until nobody else works on the page; for a form that has made its page already, on that one."""
    held: ExitStack = request.desk_locks  # type: ignore[attr-defined]
    made = page_of_form(request) if is_new else None
    held.enter_context(lock_of(made.pk if made else number))
    if is_new and made is None:
        made = page_of_form(request)
        if made is not None:
            # Another post of this form made it meanwhile. Never two locks at once: two such posts could wait for ever.
            held.close()
            held.enter_context(lock_of(made.pk))
    request.made_page = made  # type: ignore[attr-defined]
    if is_new and made is None:
        key = key_of_form(request)
        token = _key_of_new_page.set(key)
        held.callback(_key_of_new_page.reset, token)


def lock_of(number: int) -> Any:
    """The lock of a page, held by one thread of one process."""
    return alone(settings.VAR / "locks" / f"page-{number % LOCKS:02}", wait=True)


def key_of_form(request: HttpRequest) -> uuid.UUID | None:
    """The key of the page that the form makes; of its user too, so that nobody can choose one that is there."""
    sign = request.POST.get(FORM, "")
    return uuid.uuid5(KEYS, f"{request.user.pk}:{sign}") if sign else None


def page_of_form(request: HttpRequest) -> Page | None:
    """The page that this form has made already, or None."""
    key = key_of_form(request)
    return Page.objects.filter(translation_key=key).order_by("pk").first() if key else None


def give_key(sender: Any, instance: Any, **more: Any) -> None:
    """Write the form's key into the first page that is made of it: the database lets no second one have it."""
    if isinstance(instance, Page) and instance.pk is None and (key := _key_of_new_page.get()):
        _key_of_new_page.set(None)
        instance.translation_key = key


def state_of(page: Page) -> str:
    """What decides about acts on a page, in one word: on the air, which version, what waits for time or approval."""
    if page.pk is None:
        return ""
    now = Page.objects.get(pk=page.pk)
    workflow, task = now.current_workflow_state, now.current_workflow_task_state
    scheduled = now.scheduled_revision
    published = now.last_published_at.isoformat() if now.last_published_at else ""
    parts = (now.live, now.live_revision_id, published, *(one.pk if one else "" for one in (scheduled, workflow, task)))
    return "/".join(str(part) for part in (*parts, workflow.status if workflow else ""))


def step_is_over(request: HttpRequest, named: dict[str, Any]) -> HttpResponse | None:
    """The answer to a decision from the list of the first screen about a step that somebody has decided already."""
    step = TaskState.objects.filter(pk=named["task_state_id"]).first()
    page = Page.objects.filter(pk=named["page_id"]).first()
    if step is None or page is None or step.status == TaskState.STATUS_IN_PROGRESS:
        return None
    say_nothing_more(request, page)
    goal = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": goal})
    return redirect(goal)


def is_by_itself(request: HttpRequest) -> bool:
    """Whether the form was saved by itself; Wagtail tells it so."""
    return not request.accepts("text/html")


def edit_what_the_form_made(request: HttpRequest, parent: Page, kind: type[Page]) -> HttpResponseBase | None:
    """Take what a form sends after its page was made for work on that page."""
    made: Page | None = getattr(request, "made_page", None)
    if made is None:
        if request.method == "POST" and is_by_itself(request):
            leave_out(request, *ACTS)
        return None
    if is_by_itself(request) and (made.live or made.current_workflow_state or made.scheduled_revision):
        # It comes late: what was typed before the act is in it, and what was acted on is newer.
        return JsonResponse(
            {"success": False, "error_code": "invalid_revision", "error_message": _("The page is newer than this.")},
            status=400,
        )
    if made.live or made.current_workflow_state or made.scheduled_revision:
        # The form showed nothing of that.
        sent = request.POST.copy()
        sent[SHOWN] = NEVER
        request.POST = sent  # type: ignore[assignment]
    answer: HttpResponseBase = EditView.as_view()(request, page_id=made.pk)
    if not isinstance(answer, JsonResponse):
        return answer
    said = json.loads(answer.content)
    if said.get("success"):
        said["url"] = reverse("wagtailadmin_pages:edit", args=[made.pk])
        said["hydrate_url"] = f"{said['url']}?_w_hydrate_create_view=1"
    return JsonResponse(said, status=answer.status_code)


def act_once(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before Wagtail looks at what a form of a page asks for: leave out what it may not do, or must not do again."""
    if request.method != "POST":
        return None
    if is_by_itself(request):
        leave_out(request, *ACTS)
        return None
    asked = [act for act in ACTS if request.POST.get(act)]
    shown = request.POST.get(SHOWN)
    is_other = (bool(shown) and shown != state_of(page)) or asks_in_vain(page, asked, request)
    is_repeated = is_other and holds_nothing_new(request, page)
    if not is_other or not (asked or is_repeated):
        return None
    leave_out(request, *ACTS)
    if is_repeated:
        say_nothing_more(request, page)
        return redirect("wagtailadmin_pages:edit", page.pk)
    kept = _("What you typed is kept as a draft, and nothing else was done: look at it and press the button again.")
    messages.warning(request, f"{what_happened(page)} {kept}")
    return None


def asks_in_vain(page: Page, asked: list[str], request: HttpRequest) -> bool:
    """Whether an act concerns an approval that is over, or is none."""
    if APPROVAL in asked and (page.current_workflow_task is None or not request.POST.get("workflow-action-name")):
        return True
    return any(act in asked for act in CALLED_OFF) and page.current_workflow_state is None


def already_done(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The answer to a second press on a screen of its own, such as a withdrawal.

    None where the page is as that screen showed it, or where somebody else did something meanwhile.
    """
    shown = request.POST.get(SHOWN)
    if request.method != "POST" or not shown or shown == state_of(page):
        return None
    last = last_act(page)
    if last is None or last.user_id != request.user.pk:
        return None
    say_nothing_more(request, page)
    return redirect("wagtailadmin_pages:edit", page.pk)


def leave_out(request: HttpRequest, *names: str) -> None:
    """Take fields out of what was sent."""
    if any(name in request.POST for name in names):
        sent = request.POST.copy()
        for name in names:
            sent.pop(name, None)
        request.POST = sent  # type: ignore[assignment]


def holds_nothing_new(request: HttpRequest, page: Page) -> bool:
    """Whether what was typed is what stands in the page's newest version."""
    kind = page.get_edit_handler().get_form_class()
    parent = page.get_parent()
    form = kind(request.POST, request.FILES, instance=page, parent_page=parent, for_user=request.user)
    changed = set(form.changed_data) | {name for name, rows in form.formsets.items() if rows.has_changed()}
    return not {name for name in changed if not is_filled_by_the_page(kind, form, name)}


def is_filled_by_the_page(kind: Any, form: Any, name: str) -> bool:
    """Whether a field was sent empty that no page leaves so: the moment of publishing, an address."""
    if name not in form.fields or form[name].data not in ("", None):
        return False
    is_moment = isinstance(kind._meta.model._meta.get_field(name), DateTimeField)
    return name == "slug" or (is_moment and name not in SCHEDULE)


def say_nothing_more(request: HttpRequest, page: Page) -> None:
    """Tell somebody that what was asked for has been done already."""
    nothing_more = _("This press of the button changed nothing more.")
    messages.warning(request, f"{what_happened(page)} {nothing_more}")


def last_act(page: Page) -> PageLogEntry | None:
    """The last thing that somebody did to a page, but for saving."""
    rows = PageLogEntry.objects.filter(page=page.pk).exclude(action="wagtail.edit")
    return rows.order_by("-timestamp", "-pk").first()


def what_happened(page: Page) -> str:
    """Who did what to the page last, and when."""
    last = last_act(page)
    if last is None:
        return _("The page has changed since you opened it.")
    return _("The page has changed since you opened it (%(act)s, %(who)s, %(time)s).") % {
        "act": last.message or last.action,
        "who": last.user_display_name,
        "time": date_format(localtime(last.timestamp), "SHORT_DATETIME_FORMAT"),
    }
