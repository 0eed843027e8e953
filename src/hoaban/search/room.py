"""What the room `search` gives to the house."""

from hoaban.counting.permissions import READS_AND_VISITS
from hoaban.desk.tabs import ReportTabs
from hoaban.search.words_report import SEARCH_WORDS

DECLARES = [ReportTabs(READS_AND_VISITS, lambda: [SEARCH_WORDS])]
