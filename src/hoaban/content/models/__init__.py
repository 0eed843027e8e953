"""The page types and settings of the newsroom, one subject a file."""

from hoaban.content.models.article import Article, ArticleTag, Correction, RelatedArticle
from hoaban.content.models.event import Event
from hoaban.content.models.gallery import Gallery, GalleryPhoto
from hoaban.content.models.home import HomePage
from hoaban.content.models.identity import SideBlocks, SiteIdentity
from hoaban.content.models.links import WebLink, WebLinkGroup
from hoaban.content.models.section import Section
from hoaban.content.models.standard import StandardPage
from hoaban.content.models.statistics import StatisticsPage
from hoaban.content.models.video import VideoPage
from hoaban.content.models.withdrawal import Withdrawal

__all__ = [
    "Article",
    "ArticleTag",
    "Correction",
    "Event",
    "Gallery",
    "GalleryPhoto",
    "HomePage",
    "RelatedArticle",
    "Section",
    "SideBlocks",
    "SiteIdentity",
    "StandardPage",
    "StatisticsPage",
    "VideoPage",
    "WebLink",
    "WebLinkGroup",
    "Withdrawal",
]
