"""Reports that are lists: shown by so many places at a time, and whole in their files."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext_lazy

from hoaban.desk.sheets import Column
from hoaban.reports.views.reads_report import ReadsReport

PER_PAGE = 50
COMPARED = (
    Column(gettext_lazy("Reads"), "number", "reads"),
    Column(gettext_lazy("Period before"), "number"),
    Column(pgettext_lazy("figures", "Change"), "change"),
)


class ListReport(ReadsReport):
    """`PER_PAGE` places on a page of the list; `p` in the address says which page."""

    @cached_property
    def number(self) -> int:
        """Which page of the list is shown, from 1."""
        asked = self.request.GET.get("p", "1")
        return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1

    @property
    def start(self) -> int:
        """How many places stand on the pages of the list before this one."""
        return (self.number - 1) * PER_PAGE

    def goes_on(self) -> bool:
        """Whether there is another page of the list."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not context["sheets"]:
            return context
        return {
            **context,
            "before": self.page_address(self.number - 1) if self.number > 1 else "",
            "after": self.page_address(self.number + 1) if self.goes_on() else "",
        }

    def page_address(self, number: int) -> str:
        return self.address() + f"{'&' if self.address()[-1] != '?' else ''}p={number}"
