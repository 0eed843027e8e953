"""The pages and settings of which every portal is made, one subject a file."""

from hoaban.pages.models.home import HomePage
from hoaban.pages.models.identity import SideBlocks, SiteIdentity
from hoaban.pages.models.links import WebLink, WebLinkGroup
from hoaban.pages.models.section import Section
from hoaban.pages.models.standard import StandardPage
from hoaban.pages.models.statistics import StatisticsPage
from hoaban.pages.models.withdrawal import Withdrawal

__all__ = [
    "HomePage",
    "Section",
    "SideBlocks",
    "SiteIdentity",
    "StandardPage",
    "StatisticsPage",
    "WebLink",
    "WebLinkGroup",
    "Withdrawal",
]
