"""What the press gives to the house: itself and the purging of caches as followers, who may try a page again."""

from wagtail.permissions import page_permission_policy

from hoaban.kit.access import AccessRule, with_right
from hoaban.press.following import PRESS, PURGING

DECLARES = [PRESS, PURGING, AccessRule("press_try_again", with_right(lambda: page_permission_policy, "publish"))]
