"""The page types of the newsroom, one subject a file."""

from hoaban.news.models.article import Article, ArticleTag, Correction, RelatedArticle
from hoaban.news.models.event import Event
from hoaban.news.models.gallery import Gallery, GalleryPhoto
from hoaban.news.models.video import VideoPage

__all__ = [
    "Article",
    "ArticleTag",
    "Correction",
    "Event",
    "Gallery",
    "GalleryPhoto",
    "RelatedArticle",
    "VideoPage",
]
