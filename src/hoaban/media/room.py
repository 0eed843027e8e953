"""What the room `media` gives to the house."""

from hoaban.kit.access import AccessRule, anybody, enters
from hoaban.kit.live_addresses import LiveAddress

DECLARES = [
    # The view itself asks whether something public shows the file.
    AccessRule("media_shown", anybody),
    AccessRule("media_paste_picture", enters),
    LiveAddress("media_shown"),
    LiveAddress("wagtaildocs_serve"),
]
