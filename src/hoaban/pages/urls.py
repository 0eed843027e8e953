"""Public addresses outside the page tree."""

from django.urls import path, re_path
from wagtail.views import serve

from hoaban.pages import parts, sitemaps, views

EVERYWHERE = (
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap-<int:number>.xml", sitemaps.pages, name="sitemap_pages"),
    re_path(r"^_parts/(?P<home_id>[0-9]{1,18})/(?P<name>[a-z0-9-]+)\.html$", parts.part, name="part"),
    path("robots.txt", views.robots, name="robots"),
    path("look.css", views.look, name="look"),
    path("favicon.ico", views.icon, {"size": 32}, name="favicon"),
    path("icon-<int:size>.png", views.icon, name="icon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("qr/<int:page_id>.svg", views.qr, name="qr"),
)

IN_EACH_LANGUAGE = (
    path("atom.xml", views.atom, name="atom"),
    path("rss.xml", views.rss, name="rss"),
    # Files of a page, such as a section's feed: the page routes them, but Wagtail's own pattern wants a last slash.
    re_path(r"^((?:[\w\-]+/)+[a-z]+\.(?:xml|ics))$", serve, name="file_of_page"),
    path("so-do/", views.site_map, name="site_map"),
    path("the/<slug:slug>/", views.tagged, name="tagged"),
    path("the/<slug:slug>/truoc-<int:older_than>/", views.tagged, name="tagged_older"),
)
