"""The product's settings, with one address at which the desk holds its interpreter, as a hostile expression would."""

import re

from hoaban.site.settings import *  # noqa: F403

MIDDLEWARE = ["tests.attacks.holding.Holding", *MIDDLEWARE]  # noqa: F405
# Takes longer than any test: twice as long with each letter.
HOSTILE = "a" * 60 + "!"


class Holding:
    """Holds the interpreter, with no thread of the process turning meanwhile."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/tep/hold":
            re.match(r"(a+)+$", HOSTILE)
        return self.get_response(request)
