"""Plays the front for browsers whose server has none: takes the reports of reads and answers with figures."""

import json
import re

from hoaban.front.beacons import GIF


def answer_reports(context, figures=None, status=200):
    """Answer the reports of all pages of a browser's context; a list that fills with the requests."""
    taken = []

    def answer(route):
        asked = route.request
        taken.append(asked)
        if ".gif" in asked.url:
            route.fulfill(status=200, content_type="image/gif", body=GIF)
        else:
            route.fulfill(status=status, content_type="application/json", body=json.dumps(figures or {"reads": 1}))

    context.route(re.compile("/_reads"), answer)
    return taken
