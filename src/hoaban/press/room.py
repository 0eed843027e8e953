"""What the room `press` gives to the house."""

from wagtail.permissions import page_permission_policy

from hoaban.kit.access import AccessRule, with_right

DECLARES = [AccessRule("press_try_again", with_right(lambda: page_permission_policy, "publish"))]
