"""The public side of the register: its addresses, what they depend on, and what the search finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import translation

from hoaban.pages.views import shell
from hoaban.publication.addresses import AddressSource, Published, Rank
from hoaban.publication.models import Entry
from hoaban.publication.recorder import explained
from hoaban.publication.searchable import Document, SearchSource, Shown
from tests.example_room.models import Permit

TABLE = "example_room_permit"
ALL_PERMITS = "permits"


def permits(request: HttpRequest) -> HttpResponse:
    """The list of all permits."""
    with explained(ALL_PERMITS):
        found = list(Permit.objects.order_by("number"))
    return render(request, "example_room/permits.html", {**shell(request, "Giấy phép"), "permits": found})


def permit(request: HttpRequest, pk: int) -> HttpResponse:
    """One permit."""
    found = get_object_or_404(Permit, pk=pk)
    return render(request, "example_room/permit.html", {**shell(request, found.title), "permit": found})


URLS = (
    path("giay-phep/", permits, name="example_permits"),
    path("giay-phep/<int:pk>/", permit, name="example_permit"),
)


def lists_of_permits(_entry: Entry) -> list[str]:
    """Every change of a permit may stand in the list."""
    return [ALL_PERMITS]


def address_of(pk: object) -> str:
    """The address of a permit in the portal's own language."""
    with translation.override("vi"):
        return reverse("example_permit", args=[pk])


class PermitAddresses(AddressSource):
    """The list and every permit."""

    def everything(self, site: Any) -> Iterator[Published]:
        yield Published("/giay-phep/", Rank.LISTING)
        yield from (Published(address_of(pk), Rank.PAGE) for pk in Permit.objects.values_list("pk", flat=True))

    def made_by(self, entry: Entry, site: Any) -> Iterator[Published]:
        if entry.table == TABLE:
            yield Published(address_of(entry.key), Rank.PAGE)


class PermitSource(SearchSource):
    """Permits, all of them public."""

    name = "permit"
    kind_names = {"permit": "Giấy phép"}

    def count(self) -> int:
        return Permit.objects.count()

    def ids_after(self, pk: int, limit: int) -> list[int]:
        return list(Permit.objects.filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True)[:limit])

    def public(self, pks: Sequence[int]) -> Iterator[Document]:
        for found in Permit.objects.filter(pk__in=pks):
            yield Document(found.pk, "permit", found.title, found.number)

    def drafts(self, pks: Sequence[int]) -> Iterator[Document]:
        return self.public(pks)

    def touched_by(self, entry: Entry) -> Iterable[int]:
        return [int(entry.key)] if entry.table == TABLE else []

    def shown(self, pks: Sequence[int]) -> dict[int, Shown]:
        return {one.pk: Shown(one.title, address_of(one.pk), "permit") for one in Permit.objects.filter(pk__in=pks)}
