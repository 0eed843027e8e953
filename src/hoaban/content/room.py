"""What the room `content` gives to the house."""

from hoaban.content.access import works_on_page
from hoaban.kit.access import AccessRule, anybody
from hoaban.kit.live_addresses import LiveAddress

READERS = """
    sitemap sitemap_news sitemap_pages part robots look favicon icon manifest qr atom rss file_of_page site_map
    tagged tagged_older
"""

DECLARES = [
    AccessRule(READERS, anybody),
    AccessRule("content_correct content_withdraw", works_on_page),
    LiveAddress("qr"),
]
