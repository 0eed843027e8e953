"""Asks every address of the resolver as somebody, and says in a word what came back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.test import Client

from tests.attacks.desk_addresses import Address, addresses
from tests.attacks.desk_scene import Scene, Things

HOME, LOGIN = "/quan-tri/", "/quan-tri/login/"


class Walker:
    """One person at a browser; whatever a request changed is put back."""

    def __init__(self, person: Any) -> None:
        self.person, self.client = person, Client(raise_request_exception=True)
        if person is not None:
            self.client.force_login(person)
        self.cookies = self.client.cookies.copy()

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> Any:
        """Ask, and put everything back."""
        self.client.cookies = self.cookies.copy()
        with transaction.atomic():
            answer = getattr(self.client, method.lower())(path, form or {}) if form else self.plain(method, path)
            if answer.streaming:
                answer.text_of_stream = b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        return answer

    def plain(self, method: str, path: str) -> Any:
        """Ask without anything in the body."""
        return getattr(self.client, method.lower())(path)


def rows(scene: Scene) -> Iterator[tuple[Address, str, Things]]:
    """(address, whose things, the things) of the whole resolver."""
    for address in addresses():
        yield address, "own" if address.has_things else "", scene.own
        if address.has_things:
            yield address, "secret", scene.secret


def outcome(answer: Any) -> str:
    """The status, and of a redirect where it leads."""
    if answer.status_code not in (301, 302):
        return str(answer.status_code)
    target = answer.headers["Location"]
    if target.startswith(LOGIN):
        return f"{answer.status_code} login"
    return f"{answer.status_code} home" if target == HOME else f"{answer.status_code} on"


def forged(things: Things) -> dict[str, Any]:
    """A body that names what stands in the branch of others wherever a form of the desk takes a number."""
    draft, section = things.pages["draft"], things.section
    return {
        "new_parent_page": section.pk,
        "parent_page": section.pk,
        "destination_page_id": section.pk,
        "chooser": section.pk,
        "new_title": "x",
        "new_slug": draft.slug,
        "title": "x",
        "slug": "x",
        "page": draft.pk,
        "redirect_page": draft.pk,
        "external-link-chooser-url": f"http://localhost/{things.pages['changed'].url_path.split('/', 2)[2]}",
        "external-link-chooser-link_text": "x",
        "collection": things.collection.pk,
        "workflow": things.rows["workflow"].pk,
        "task": things.rows["task"].pk,
        "comment": "x",
        "pages": [draft.pk],
    }


def text_of(answer: Any) -> str:
    """All that an answer says: its body, what a spreadsheet holds, its headers."""
    body = answer.text_of_stream if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            body = b"\n".join(sheet.read(name) for name in sheet.namelist())
    text = body.decode("utf-8", "replace")
    return f"{answer.headers}\n{text}"
