"""What the room `site` gives to the house: who may call what Wagtail brings along, and where the desk lies."""

from hoaban.kit.live_addresses import LiveAddress
from hoaban.site.wagtail_access import WAGTAIL_ACCESS

DECLARES = [*WAGTAIL_ACCESS, LiveAddress("wagtailadmin_home", for_robots=False)]
