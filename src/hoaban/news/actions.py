"""Every write of the newsroom: permission, revision, log entry live here, whoever calls."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from hoaban.kit.vietnamese import clean_text
from hoaban.news.models import Article, Correction
from hoaban.pages.actions import publish_page
from hoaban.pages.models import Section


def publish_article(article: Article, *, section: Section | None = None, user: Any = None) -> Article:
    """Save a revision of the article and publish it; a new one is put into `section` first.

    Raises PermissionDenied when the user may not publish here, ValidationError when something is missing.
    """
    return publish_page(article, parent=section, user=user)


def correct_article(article: Article, *, note: str, user: Any = None) -> Correction:
    """Put a dated public note on a published article and publish it at once, leaving drafts as they are.

    A version that waits for its time goes on waiting, and one that waits for approval is handed in again. All versions
    bear the note. Raises PermissionDenied, or ValidationError for an empty note, an article that nobody can read, one
    that only mirrors another, or one in which something is missing.
    """
    note = clean_text(note)
    if not note:
        raise ValidationError(_("Say what was wrong and what is right: readers see this note."))
    if user is not None and not article.permissions_for_user(user).can_publish():
        raise PermissionDenied(_("You may not publish in this section."))
    if not article.live:
        raise ValidationError(_("Only a published article can be corrected: nobody has read this one yet."))
    if article.alias_of_id is not None:
        raise ValidationError(_("This article mirrors another one: correct that one, and the note stands here too."))
    waiting, handed_in = article.scheduled_revision, article.current_workflow_state
    # Where there is no draft, Wagtail gives the very article back, and the note would stand in it twice.
    has_draft = article.has_unpublished_changes and (waiting is None or article.latest_revision != waiting)
    draft = article.get_latest_revision_as_object() if has_draft else None
    with transaction.atomic():
        noted(article, note).save_revision(user=user).publish(user=user)
        log(instance=article, action="news.correct", user=user, data={"note": note})
        if waiting is not None:
            # Wagtail forgets what waits for its time when anything else is published.
            at = waiting.approved_go_live_at
            noted(waiting.as_object(), note).save_revision(user=user, approved_go_live_at=at)
        if draft is not None:
            noted(draft, note).save_revision(user=user)
            if handed_in is not None:
                # Wagtail calls off what waits for approval when anything else is published.
                handed_in.workflow.start(Article.objects.get(pk=article.pk), handed_in.requested_by)
    return Correction.objects.filter(page_id=article.pk).latest("pk")


def noted(version: Article, note: str) -> Article:
    """A version of an article with one more correction, of today."""
    version.corrections.add(Correction(corrected_on=timezone.localdate(), note=note))
    return version
