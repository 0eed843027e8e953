"""What the reports of reads give to the house: their tabs, who may call their addresses, the API."""

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import ReportTabs
from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress
from hoaban.pages.public_urls import PublicUrls
from hoaban.reports.tabs import tabs
from hoaban.reports.urls import EVERYWHERE

# Each shows an editor the pages of his own branches.
OWN_PAGES = """
    reports_overview reports_pages reports_sections reports_authors reports_types reports_referrers reports_month
    reports_page
"""

DECLARES = [
    ReportTabs(READS_AND_VISITS, tabs),
    PublicUrls(everywhere=EVERYWHERE),
    AccessRule("api api_description api_daily", anybody),
    AccessRule(OWN_PAGES, enters),
    LiveAddress("api"),
]
