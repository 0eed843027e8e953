"""What all reports of reads and visits are: of one series, for who sees the site or what they edit, told in words."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.counting.rules import TOLD
from hoaban.desk.frame import DeskReport
from hoaban.reports.sight import ReportSight

READ = format_lazy(
    gettext_lazy("A read: a person's browser showed a page; again within {seconds} seconds is no second one."), **TOLD
)
VISIT = format_lazy(gettext_lazy("A visit: reads of one visitor with no gap of more than {minutes} minutes."), **TOLD)
VISITOR = gettext_lazy(
    "Visitors are told apart for a day only and never stored, so those of several days are added up; "
    "people behind one network with the same browser count as one."
)
APART = gettext_lazy("Robots, previews, repeats and floods are counted apart and are no reads.")
HOSTS = gettext_lazy("Hosts with a link that readers followed; named where visitors of five networks came on a day.")
SUMMED = gettext_lazy(
    "The change compares the days that are over with the period before; today still grows and is left out, and a month "
    "or year that is not over is compared with as much of the one before."
)
APART_NAMES = {
    "robots": gettext_lazy("Requests of robots"),
    "previews": gettext_lazy("Previews and prefetches"),
    "repeats": format_lazy(gettext_lazy("Repeats within {seconds} seconds"), **TOLD),
    "excess": gettext_lazy("Floods from one network"),
}


class ReadsReport(DeskReport):
    """A report of the series; `sight` says what of it its reader may see."""

    series = READS_AND_VISITS

    @cached_property
    def sight(self) -> ReportSight:
        return ReportSight(self.request.user)
