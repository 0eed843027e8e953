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
from hoaban.pages.references import check_references, references_of


def publish_article(article: Article, *, user: Any = None) -> Article:
    """Save a revision of the article and publish it; returns the published article.

    Raises PermissionDenied when the user may not publish here, ValidationError when something is missing.
    """
    if user is not None and not article.permissions_for_user(user).can_publish():
        raise PermissionDenied(_("You may not publish in this section."))
    article.full_clean()
    if user is not None:
        saved = Article.objects.filter(pk=article.pk).first()
        known = references_of(saved.get_latest_revision_as_object()) if saved is not None else set()
        check_references(user, article, known)
    article.save_revision(user=user, log_action=True).publish(user=user)
    article.refresh_from_db()
    return article


def correct_article(article: Article, *, note: str, user: Any = None) -> Correction:
    """Put a dated public note on a published article and publish it at once, leaving drafts as they are.

    Raises PermissionDenied, or ValidationError for an empty note.
    """
    note = clean_text(note)
    if not note:
        raise ValidationError(_("Say what was wrong and what is right: readers see this note."))
    if user is not None and not article.permissions_for_user(user).can_publish():
        raise PermissionDenied(_("You may not publish in this section."))
    # Where there is no draft, Wagtail gives the very article back, and the note would stand in it twice.
    draft = article.get_latest_revision_as_object() if article.has_unpublished_changes else None
    for version in filter(None, (article, draft)):
        version.corrections.add(Correction(corrected_on=timezone.localdate(), note=note))
    with transaction.atomic():
        article.save_revision(user=user).publish(user=user)
        log(instance=article, action="news.correct", user=user, data={"note": note})
        if draft is not None:
            draft.save_revision(user=user)
    return article.corrections.last()
