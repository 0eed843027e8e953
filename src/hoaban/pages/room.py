"""What the frame of all pages gives to the house: its own page types, addresses, blocks, sizes of photos."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress
from hoaban.kit.stream import StreamBlocks
from hoaban.media.sizes import PhotoUse
from hoaban.pages import dependencies, site_places, urls
from hoaban.pages.access import works_on_page
from hoaban.pages.addresses import PageAddresses
from hoaban.pages.blocks.body import body_blocks
from hoaban.pages.blocks.home import blocks_of_sections, standing_blocks
from hoaban.pages.blocks.side import side_blocks
from hoaban.pages.models import HomePage, Section, StandardPage, StatisticsPage
from hoaban.pages.models.statistics import STATISTICS
from hoaban.pages.page_context import page_context
from hoaban.pages.page_frame import PageFrame
from hoaban.pages.page_types import PageType
from hoaban.pages.parameters import OldParameters
from hoaban.pages.photo_uses import ICON_SIZES, icon_use
from hoaban.pages.public_urls import PublicUrls
from hoaban.pages.read_groups import SECTIONS
from hoaban.pages.searchable import PageSource
from hoaban.publication.effects import Effect
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import PAGE, Wording

STANDARD_PAGES = _("Standard pages")

READERS = """
    sitemap sitemap_news sitemap_pages part robots look favicon icon manifest qr atom rss file_of_page site_map
    tagged tagged_older
"""

DECLARES = [
    AccessRule(READERS, anybody),
    AccessRule("pages_withdraw", works_on_page),
    AccessRule("pages_pasted", enters),
    LiveAddress("qr"),
    PageFrame(page_context),
    PublicUrls(urls.EVERYWHERE, urls.IN_EACH_LANGUAGE),
    PageType(model=HomePage, kind="page", called=STANDARD_PAGES, is_few=True),
    PageType(model=Section, kind="section", called=_("Sections"), text_fields=("summary",), is_few=True, stands=True),
    PageType(
        model=StandardPage,
        kind="page",
        called=STANDARD_PAGES,
        text_fields=("lead",),
        is_few=True,
        stands=True,
        role_field="role",
    ),
    PageType(
        model=StatisticsPage,
        kind="page",
        called=STANDARD_PAGES,
        text_fields=("lead",),
        is_few=True,
        stands=True,
        role=STATISTICS,
    ),
    Tracked("pages.SiteIdentity", keys=("site",), grows=False),
    Tracked("pages.SideBlocks", keys=("site",), grows=False),
    Tracked("pages.WebLinkGroup", grows=False),
    Tracked("pages.WebLink", keys=("group",), grows=False),
    Tracked("pages.Withdrawal", keys=("site", "path", "page")),
    Wording("pages_withdrawal", owner=PAGE, by="page_id", called=_("note of the withdrawal")),
    Effect("taggit_tag", dependencies.names_of_tag),
    Effect("wagtailcore_page", dependencies.lists_of_pages),
    Effect("wagtailcore_site", site_places.names_of_site),
    Effect("wagtailcore_page", site_places.names_of_root),
    Effect("wagtailcore_pageviewrestriction", dependencies.lists_of_restricted),
    PageAddresses(),
    OldParameters(),
    PageSource(),
    SECTIONS,
    StreamBlocks("article_body", body_blocks),
    StreamBlocks("home_body", blocks_of_sections, place=20),
    StreamBlocks("home_body", standing_blocks, place=40),
    StreamBlocks("side_blocks", side_blocks),
    PhotoUse("column", "width-400", "width-800", "width-1280"),
    PhotoUse("teaser", "fill-400x250"),
    PhotoUse("share", "fill-1200x630", formats=("jpeg",)),
    # Rare ones, made only of the photos that stand there.
    PhotoUse("banner", "max-1280x400", used_by="pages.HomePage"),
    PhotoUse("logo", "max-96x96", formats=("webp",), used_by="pages.WebLinkGroup"),
    PhotoUse("emblem", "fill-128x128", formats=("png",), used_by="pages.SiteIdentity"),
    *(
        PhotoUse(icon_use(size), f"fill-{size}x{size}", formats=("png",), used_by="pages.SiteIdentity")
        for size in ICON_SIZES
    ),
]
