"""What the room `reports` gives to the house."""

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import ReportTabs
from hoaban.reports.tabs import tabs

DECLARES = [ReportTabs(READS_AND_VISITS, tabs)]
