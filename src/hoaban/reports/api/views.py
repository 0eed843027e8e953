"""Answers other programs: the daily figures, their description, and a page that tells both to people."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Site

from hoaban.reports.api.daily import APART, COUNTED, DEVICES, answer
from hoaban.reports.api.openapi import DAILY, PROBLEM_TYPE, document
from hoaban.reports.api.parameters import PARAMETERS, RefusedQuery, read
from hoaban.reports.api.words import MOST_DAYS

SECONDS_TO_KEEP = 300


@csrf_exempt
def daily(request: HttpRequest) -> HttpResponse:
    """The daily figures of a site. A form from anywhere is refused as such, in words that a program understands."""
    if request.method not in {"GET", "HEAD"}:
        refused = problem(RefusedQuery({}, 405), "Only GET and HEAD are answered here.")
        refused.headers["Allow"] = "GET, HEAD"
        return refused
    today = timezone.localdate()
    try:
        asked = read(request.GET, Site.find_for_request(request), today)
    except RefusedQuery as refused_question:
        return shared(problem(refused_question, str(refused_question)))
    return kept(answer(asked, today))


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The description in OpenAPI 3.1."""
    return kept(document(f"{request.scheme}://{request.get_host()}"))


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Parameters and fields as the description has them, told to people."""
    context = {
        "title": "API",
        "address": DAILY,
        "parameters": PARAMETERS,
        "fields": (*COUNTED, *DEVICES, *APART),
        "most_days": MOST_DAYS,
    }
    return render(request, "reports/api.html", context)


def kept(content: dict[str, Any]) -> HttpResponse:
    """An answer that caches may keep for a while."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/json")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_TO_KEEP}"
    return shared(response)


def problem(refused: RefusedQuery, detail: str) -> HttpResponse:
    """A refusal as RFC 9457 describes it."""
    titles = {400: "The question cannot be answered", 404: "There is no such site", 405: "This cannot be done here"}
    content = {
        "type": "about:blank",
        "title": titles[refused.status],
        "status": refused.status,
        "detail": detail,
        "errors": [{"parameter": name, "detail": message} for name, message in refused.problems.items()],
    }
    response = HttpResponse(json.dumps(content, ensure_ascii=False), content_type=PROBLEM_TYPE, status=refused.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def shared(response: HttpResponse) -> HttpResponse:
    """Let scripts of other websites read it where the operator wants that; there is nothing in it that is secret."""
    if settings.HOABAN.open_data:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
