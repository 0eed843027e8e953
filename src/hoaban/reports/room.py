"""What the reports of reads give to the house: their tabs, who may call their addresses, the API."""

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import ReportTabs
from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress
from hoaban.pages.public_urls import PublicUrls
from hoaban.reports.tabs import tabs
from hoaban.reports.urls import EVERYWHERE

DECLARES = [
    ReportTabs(READS_AND_VISITS, tabs),
    PublicUrls(everywhere=EVERYWHERE),
    AccessRule("api api_description api_daily", anybody),
    # Those of the groups that other rooms declare too. Each view asks its tab who may open it.
    AccessRule("reports_*", enters),
    LiveAddress("api"),
]
