"""Two editors publish one page at the same moment: one whole version is read, both are in the history, no error.

A short run; RACES=200 makes it as long as the promise is.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from hoaban.news.models import Article
from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
RACES = int(os.environ.get("RACES", "20"))


def form_of(desk, address, word):
    """The form as the editor's browser sends it, with one word in title, lead and body."""
    form = querydict_from_html(desk.get(address).content.decode(), form_id="page-edit-form").dict()
    body = nested_form_data({"body": streamfield([("text", rich_text(f"<p>Thân bài {word}</p>"))])})
    return {**form, **body, "title": f"Tiêu đề {word}", "lead": f"Mở đầu {word}", "action-publish": "action-publish"}


def post_at_once(desks, address, forms):
    start = Barrier(len(desks))

    def post(desk, form):
        try:
            start.wait(60)
            return desk.post(address, form)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(post, desks, forms))


def test_two_who_publish_one_page_at_once_leave_one_whole_version():
    article = an_article(a_section(a_portal()), "Bài")
    desks = [Client() for _ in range(2)]
    for number, desk in enumerate(desks):
        desk.force_login(an_editor(f"bien-tap-{number}"))
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    for race in range(RACES):
        words = [f"w{race}x{number}" for number in range(2)]
        forms = [form_of(desk, address, word) for desk, word in zip(desks, words, strict=True)]
        answers = post_at_once(desks, address, forms)
        assert [answer.status_code for answer in answers] == [302, 302], [answer.content[:3000] for answer in answers]
        live = Article.objects.get(pk=article.pk)
        told = {live.title.split()[-1], live.lead.split()[-1], *re.findall(r"w\d+x\d", str(live.body))}
        assert len(told) == 1, told
        assert told <= set(words)
        history = set(live.revisions.values_list("content__title", flat=True))
        assert {f"Tiêu đề {word}" for word in words} <= history
        assert live.live_revision.content["title"] == live.title
